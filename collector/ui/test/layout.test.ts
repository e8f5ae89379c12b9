import { expect, test } from "vitest";
import { decodeFlamegraph } from "../src/api/decode";
import { type Boxes, boxesOf, nodeAt, type View } from "../src/flame/layout";
import { type CallTree, deepestLevel, totalOf } from "../src/flame/tree";
import { randomAnswer, randomFrom, sampledAnswer, treeOf } from "./trees";

const WHOLE = { firstLevel: 0, lastLevel: 1_000 };

test("boxesOf_placesCalleesUnderTheirCallerFromTheLeft", () => {
  const tree = treeOf("a;b 3", "a;c 5", "a 2");
  expect(drawn(tree, boxesOf(tree, { from: 0, to: 10, width: 100, ...WHOLE }))).toEqual([
    "0: all 0..100",
    "1: a 0..100",
    "2: b 0..30",
    "2: c 30..80",
  ]);
});

test("boxesOf_cutsWhatReachesOutOfTheView", () => {
  const tree = treeOf("a;b 3", "a;c 5", "a 2");
  expect(drawn(tree, boxesOf(tree, { from: 3, to: 8, width: 100, ...WHOLE }))).toEqual([
    "0: all 0..100",
    "1: a 0..100",
    "2: c 0..100",
  ]);
});

test("boxesOf_drawsAWideFrameThatStartsWithinARunOfNarrowOnes", () => {
  const tree = treeOf("a 1", "b 1", "c 1", "d 997");
  expect(drawn(tree, boxesOf(tree, { from: 0, to: 1_000, width: 100, ...WHOLE }))).toEqual([
    "0: all 0..100",
    "1: 3 merged 0..0.3",
    "1: d 0.3..100",
  ]);
});

test("boxesOf_drawsOnlyTheLevelsAskedFor", () => {
  const tree = treeOf("a;b;c;d 1");
  const view = { from: 0, to: 1, width: 10, firstLevel: 2, lastLevel: 3 };
  expect(drawn(tree, boxesOf(tree, view))).toEqual(["2: b 0..10", "3: c 0..10"]);
});

test("boxesOf_anEmptyTreeIsEmpty", () => {
  const tree = treeOf();
  expect(boxesOf(tree, { from: 0, to: 0, width: 100, ...WHOLE }).nodes).toEqual([]);
});

test("boxesOf_agreesWithBruteForceOnRandomTreesAtEveryZoom", () => {
  let wideFrames = 0;
  for (let seed = 1; seed <= 8; seed++) {
    for (const make of [randomAnswer, sampledAnswer]) {
      const { tree } = decodeFlamegraph(make(2_000 * seed, seed, 400));
      for (const view of viewsOf(tree, seed)) wideFrames += compare(tree, view);
    }
  }
  expect(wideFrames).toBeGreaterThan(10_000);
});

test("nodeAt_findsTheNodeUnderAValueOnItsLevel", () => {
  const tree = treeOf("a;b 3", "a;c 5", "a 2");
  const names = [0, 2.9, 3, 7.9, 8, 9.9].map((value) => nodeAt(tree, 2, value));
  expect(names.map((node) => (node < 0 ? "-" : nameOf(tree, node)))).toEqual([..."bbcc--"]);
  expect(nodeAt(tree, 3, 0)).toBe(-1);
  expect(nodeAt(tree, 1, 10)).toBe(-1);
});

test("deepestLevel_isThatOfTheSubtree", () => {
  const tree = treeOf("a;b;c;d 1", "e;f 1");
  expect([0, 1, 5, 6].map((node) => deepestLevel(tree, node))).toEqual([4, 4, 2, 2]);
});

/** Fails unless every frame of a pixel or more is there once, at its place, and runs cover the others. */
function compare(tree: CallTree, view: View): number {
  const boxes = boxesOf(tree, view);
  const pixel = (view.to - view.from) / view.width;
  const expected: string[] = [];
  const slivers: number[] = [];
  for (let node = 0; node < tree.size; node++) {
    const depth = tree.depth[node];
    if (tree.right[node] <= view.from || tree.left[node] >= view.to) continue;
    if (depth < view.firstLevel || depth > view.lastLevel) continue;
    if (totalOf(tree, node) < pixel) slivers.push(node);
    else
      expected.push(
        place(
          node,
          depth,
          (tree.left[node] - view.from) / pixel,
          (tree.right[node] - view.from) / pixel,
          view,
        ),
      );
  }
  const single = boxes.nodes.flatMap((node, box) =>
    boxes.merged[box] === 0
      ? [place(node, boxes.levels[box], boxes.lefts[box], boxes.rights[box], view)]
      : [],
  );
  expect(single.sort()).toEqual(expected.sort());
  expectCovered(tree, view, boxes, slivers);
  expect(overlapsOf(boxes)).toEqual([]);
  return expected.length;
}

function place(node: number, level: number, left: number, right: number, view: View): string {
  const [l, r] = [Math.max(0, left), Math.min(view.width, right)];
  return `${level} ${node} ${l.toFixed(6)} ${r.toFixed(6)}`;
}

function expectCovered(tree: CallTree, view: View, boxes: Boxes, slivers: readonly number[]): void {
  const runs = boxes.nodes.map((_, box) => box).filter((box) => boxes.merged[box] > 0);
  const counted = runs.reduce((sum, run) => sum + boxes.merged[run], 0);
  expect(counted).toBe(slivers.length);
  const scale = view.width / (view.to - view.from);
  const uncovered = slivers.filter((node) => {
    const middle = ((tree.left[node] + tree.right[node]) / 2 - view.from) * scale;
    return !runs.some(
      (run) =>
        boxes.levels[run] === tree.depth[node] &&
        boxes.lefts[run] <= middle + 1e-6 &&
        middle <= boxes.rights[run] + 1e-6,
    );
  });
  expect(uncovered).toEqual([]);
}

function overlapsOf(boxes: Boxes): number[] {
  return boxes.nodes
    .map((_, box) => box)
    .filter(
      (box) =>
        box > 0 &&
        boxes.levels[box] === boxes.levels[box - 1] &&
        boxes.lefts[box] < boxes.rights[box - 1] - 1e-6,
    );
}

function viewsOf(tree: CallTree, seed: number): View[] {
  const random = randomFrom(seed);
  const zoomed = Array.from({ length: 6 }, () => Math.floor(random() * tree.size));
  return [0, ...zoomed]
    .filter((node) => totalOf(tree, node) > 0)
    .map((node) => ({
      from: tree.left[node],
      to: tree.right[node],
      width: 200 + Math.floor(random() * 1_300),
      firstLevel: node === 0 ? 0 : Math.floor(random() * 3),
      lastLevel: 20 + Math.floor(random() * 60),
    }));
}

function drawn(tree: CallTree, boxes: Boxes): string[] {
  return boxes.nodes.map((node, box) => {
    const merged = boxes.merged[box];
    const name = merged > 0 ? `${merged} merged` : nameOf(tree, node);
    return `${boxes.levels[box]}: ${name} ${round(boxes.lefts[box])}..${round(boxes.rights[box])}`;
  });
}

function nameOf(tree: CallTree, node: number): string {
  return node === 0 ? "all" : tree.frames.names[tree.frame[node]];
}

function round(pixels: number): number {
  return Math.round(pixels * 1_000) / 1_000;
}
