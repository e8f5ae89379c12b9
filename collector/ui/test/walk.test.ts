import { expect, test } from "vitest";
import { keyOf, nodeOf } from "../src/flame/path";
import { type Step, stepFrom } from "../src/flame/walk";
import { treeOf } from "./trees";

//  1 a, 2 b, 3 x, 4 y, 5 c, 6 z, 7 d, 8 w
const tree = treeOf("a;b;x 1", "a;b;y 3", "a;c;z 2", "d;w 9");

test("stepFrom_goesToTheCallerAndTheWidestCallee", () => {
  expect(steps("callee", 0, 2, 4)).toEqual([7, 4, 4]);
  expect(steps("caller", 4, 2, 1, 0)).toEqual([2, 1, 0, 0]);
});

test("stepFrom_goesToNeighboursOfTheSameLevelAcrossCallers", () => {
  expect(steps("next", 3, 4, 6, 8)).toEqual([4, 6, 6, 8]);
  expect(steps("previous", 8, 3, 5)).toEqual([5, 3, 2]);
});

test("stepFrom_staysWithinTheZoomedSubtree", () => {
  const within = (step: Step, node: number) => stepFrom(tree, node, step, 1);
  expect([within("next", 6), within("next", 1), within("callee", 0), within("caller", 1)]).toEqual([
    6, 1, 1, 0,
  ]);
});

test("keyOf_findsTheSameCallPathInAnotherTree", () => {
  const later = treeOf("a;a;b;y 1", "a;b;x 1", "a;b;y 2");
  expect(nodeOf(later, keyOf(tree, 4))).toBe(7);
  expect(nodeOf(tree, keyOf(later, 7))).toBe(4);
});

test("nodeOf_isTheRootWhereThereIsNoSuchPath", () => {
  expect([keyOf(tree, 0), nodeOf(tree, "")]).toEqual(["", 0]);
  expect(["2-0", "99-1", "-3", "x", "2"].map((key) => nodeOf(tree, key))).toEqual([0, 0, 0, 0, 0]);
});

function steps(step: Step, ...nodes: number[]): number[] {
  return nodes.map((node) => stepFrom(tree, node, step, 0));
}
