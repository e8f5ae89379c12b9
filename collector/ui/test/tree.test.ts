import { expect, test } from "vitest";
import { type CallTree, pathTo, totalOf } from "../src/flame/tree";
import { treeOf } from "./trees";

test("buildTree_givesCallersWhatTheirCalleesCost", () => {
  expect(lines(treeOf("a;b;c 3", "a;b 2", "a;d 4", "e 1"))).toEqual([
    "all self 0 total 10 samples 10",
    " a self 0 total 9 samples 9",
    "  b self 2 total 5 samples 5",
    "   c self 3 total 3 samples 3",
    "  d self 4 total 4 samples 4",
    " e self 1 total 1 samples 1",
  ]);
});

test("buildTree_keepsTheLevelsOfRecursion", () => {
  expect(lines(treeOf("a;a;a 2", "a 1"))).toEqual([
    "all self 0 total 3 samples 3",
    " a self 1 total 3 samples 3",
    "  a self 0 total 2 samples 2",
    "   a self 2 total 2 samples 2",
  ]);
});

test("buildTree_takesAThousandLevels", () => {
  const tree = treeOf(`${Array.from({ length: 1_000 }, () => "a").join(";")} 1`);
  expect([tree.size, tree.depth[1_000], totalOf(tree, 1)]).toEqual([1_001, 1_000, 1]);
});

test("buildTree_ofNothingIsTheRoot", () => {
  expect(lines(treeOf())).toEqual(["all self 0 total 0 samples 0"]);
});

test("pathTo_namesTheCallersFirst", () => {
  const tree = treeOf("a;b;c 3", "a;d 4");
  expect(pathTo(tree, 3)).toEqual([1, 2, 3]);
  expect(pathTo(tree, 4)).toEqual([1, 4]);
  expect(pathTo(tree, 0)).toEqual([]);
});

function lines(tree: CallTree): string[] {
  return Array.from({ length: tree.size }, (_, node) => {
    const name = node === 0 ? "all" : tree.frames.names[tree.frame[node]];
    const figures = `self ${tree.self[node]} total ${totalOf(tree, node)} samples ${tree.samples[node]}`;
    return `${" ".repeat(tree.depth[node])}${name} ${figures}`;
  });
}
