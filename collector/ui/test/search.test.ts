import { expect, test } from "vitest";
import { exactly, search } from "../src/flame/search";
import { treeOf } from "./trees";

const tree = treeOf(
  "main;J:com.acme.Cart#total;J:com.acme.Cart#total 3",
  "main;J:com.acme.Cart#price 2",
  "main;J:com.acme.Map#get(int) 4",
  "main 1",
);

test("search_ofNothingIsNull", () => {
  expect(search(tree, "")).toBeNull();
});

test("search_findsByRegularExpressionWithoutRegardToCase", () => {
  expect(found("CART\\.(total|price)$")).toEqual(["com.acme.Cart.price", "com.acme.Cart.total"]);
});

test("search_takesWhatIsNoRegularExpressionAsItStands", () => {
  expect(found("get(")).toEqual(["com.acme.Map.get(int)"]);
});

test("search_countsAStackOnceHoweverOftenItMatches", () => {
  expect(search(tree, "Cart")?.value).toBe(5);
  expect(search(tree, "main|Cart")?.value).toBe(10);
  expect(search(tree, "nothing")?.value).toBe(0);
});

test("exactly_findsTheOneName", () => {
  expect(found(exactly("com.acme.Map.get(int)"))).toEqual(["com.acme.Map.get(int)"]);
  expect(found(exactly("com.acme.Cart"))).toEqual([]);
});

function found(text: string): string[] {
  return tree.frames.names.filter((_, frame) => search(tree, text)?.frames[frame]).sort();
}
