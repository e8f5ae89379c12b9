import { expect, test } from "vitest";
import { functionCosts } from "../src/flame/functions";
import { type Order, rankedFunctions } from "../src/flame/ranking";
import { search } from "../src/flame/search";
import type { First } from "../src/flame/transform";
import type { CallTree } from "../src/flame/tree";
import { treeOf } from "./trees";

test("functionCosts_countRecursionOncePerStack", () => {
  const tree = treeOf("a;b;a;b 3", "a;b 2", "b 1");
  expect(costs(tree)).toEqual(["a self 0 total 5 samples 5", "b self 6 total 6 samples 6"]);
});

test("functionCosts_countSiblingsOfARecursionEach", () => {
  const tree = treeOf("a;b;c 1", "a;d;c 2", "c;a 4");
  expect(costs(tree)).toEqual([
    "a self 4 total 7 samples 7",
    "b self 0 total 1 samples 1",
    "c self 3 total 7 samples 7",
    "d self 0 total 2 samples 2",
  ]);
});

test("functionCosts_areTheSameWhicheverEndIsFirst", () => {
  const stacks = ["a;b;a;b 3", "a;b 2", "c;a 4"];
  const turned = stacks.map((stack) => {
    const [path, count] = stack.split(" ");
    return `${path.split(";").reverse().join(";")} ${count}`;
  });
  expect(costs(treeOf(...turned), "callees")).toEqual(costs(treeOf(...stacks)));
});

const tree = treeOf("c;a 5", "c;b 2", "b 1", "d;e 5");

test("rankedFunctions_orderByCostThenByTotalThenByName", () => {
  expect(ranked("self")).toEqual(["a", "e", "b", "c", "d"]);
  expect(ranked("total")).toEqual(["c", "a", "d", "e", "b"]);
  expect(ranked("name")).toEqual(["a", "b", "c", "d", "e"]);
});

test("rankedFunctions_keepOnlyMatches", () => {
  expect(ranked("self", "[bc]")).toEqual(["b", "c"]);
});

function costs(tree: CallTree, first: First = "callers"): string[] {
  const { self, total, samples } = functionCosts(tree, first);
  return tree.frames.names
    .map(
      (name, frame) =>
        `${name} self ${self[frame]} total ${total[frame]} samples ${samples[frame]}`,
    )
    .sort();
}

function ranked(order: Order, searched = ""): string[] {
  const frames = rankedFunctions(tree.frames, functionCosts(tree), order, search(tree, searched));
  return frames.map((frame) => tree.frames.names[frame]);
}
