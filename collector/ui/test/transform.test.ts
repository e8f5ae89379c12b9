import { expect, test } from "vitest";
import { decodeFlamegraph } from "../src/api/decode";
import { keyOfFrame } from "../src/flame/frameKey";
import { type First, transform } from "../src/flame/transform";
import { type CallTree, pathTo, totalOf } from "../src/flame/tree";
import { answerOf, randomAnswer, randomFrom, treeOf } from "./trees";

const NOTHING = { hidden: [], focus: "", collapsed: false };
const key = (name: string) => `java:#${name}`;

test("transform_withoutAnyChangeIsTheSameTree", () => {
  const tree = treeOf("a;b 1");
  expect(transform(tree, NOTHING)).toBe(tree);
  expect(transform(tree, { ...NOTHING, hidden: [key("elsewhere")] })).toBe(tree);
});

test("transform_aHiddenFrameGivesItsValueToItsCallerAndItsCalleesMerge", () => {
  const tree = treeOf("a;b 1", "a;b;c 2", "a;c 4", "b 8");
  expect(paths(transform(tree, { ...NOTHING, hidden: [key("b")] }))).toEqual([
    " 8",
    "a 1",
    "a;c 6",
  ]);
});

test("transform_focusMergesTheOutermostCalls", () => {
  const tree = treeOf("a;f;b 1", "c;f;b 2", "c;f;d;f;b 4", "c;d 8");
  const focused = transform(tree, { ...NOTHING, focus: key("f") });
  expect(paths(focused)).toEqual(["f;b 3", "f;d;f;b 4"]);
  expect(totalOf(focused, 0)).toBe(7);
});

test("transform_focusOnWhatIsNowhereIsEmpty", () => {
  expect(paths(transform(treeOf("a 1"), { ...NOTHING, focus: key("f") }))).toEqual([]);
});

test("transform_collapsesDirectRecursionAndNoOther", () => {
  const tree = treeOf("a;a;a;b 1", "a;b;a;b 2", "a;b;b 4");
  expect(paths(transform(tree, { ...NOTHING, collapsed: true }))).toEqual(["a;b 5", "a;b;a;b 2"]);
});

test("transform_hidesBeforeItCollapses", () => {
  const tree = treeOf("a;b;a 1");
  expect(paths(transform(tree, { ...NOTHING, hidden: [key("b")], collapsed: true }))).toEqual([
    "a 1",
  ]);
});

test("transform_agreesWithBruteForceWhicheverEndIsFirst", () => {
  let changed = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const { tree } = decodeFlamegraph(randomAnswer(600, seed, 12));
    const random = randomFrom(seed);
    const some = () => Math.floor(random() * tree.frames.names.length);
    const hidden = [some(), some()];
    const focus = seed % 3 === 0 ? -1 : some();
    const collapsed = seed % 2 === 0;
    const look = {
      hidden: hidden.map((frame) => keyOfFrame(tree.frames, frame)),
      focus: focus < 0 ? "" : keyOfFrame(tree.frames, focus),
      collapsed,
    };
    for (const first of ["callers", "callees"] as const) {
      const expected = rewritten(tree, (path) => rewrite(path, hidden, focus, collapsed, first));
      expect(numbered(transform(tree, look, first))).toEqual(expected);
      changed += expected.length;
    }
  }
  expect(changed).toBeGreaterThan(1_000);
});

test("transform_keepsSamplesWithTheirValues", () => {
  const { tree } = decodeFlamegraph(answerOf(["a;b 3", "b 2"], 20));
  const hidden = transform(tree, { ...NOTHING, hidden: [key("a")] });
  expect([hidden.samples[0], hidden.samples[1], hidden.self[1]]).toEqual([5, 5, 100]);
});

/** What the transforms mean, of one stack; null where it is left out. */
function rewrite(
  path: number[],
  hidden: number[],
  focus: number,
  collapsed: boolean,
  first: First,
): number[] | null {
  let kept = path;
  if (focus >= 0) {
    if (!path.includes(focus)) return null;
    kept =
      first === "callers"
        ? path.slice(path.indexOf(focus))
        : path.slice(0, path.lastIndexOf(focus) + 1);
  }
  kept = kept.filter((frame) => !hidden.includes(frame));
  return collapsed ? kept.filter((frame, at) => frame !== kept[at - 1]) : kept;
}

function rewritten(tree: CallTree, change: (path: number[]) => number[] | null): string[] {
  const values = new Map<string, number>();
  for (let node = 0; node < tree.size; node++) {
    const path = change(pathTo(tree, node).map((on) => tree.frame[on]));
    if (path === null || tree.self[node] === 0) continue;
    values.set(path.join(";"), (values.get(path.join(";")) ?? 0) + tree.self[node]);
  }
  return [...values].map(([path, value]) => `${path} ${value}`).sort();
}

function numbered(tree: CallTree): string[] {
  return written(tree, (node) => String(tree.frame[node]));
}

function paths(tree: CallTree): string[] {
  return written(tree, (node) => tree.frames.names[tree.frame[node]]);
}

function written(tree: CallTree, name: (node: number) => string): string[] {
  const lines: string[] = [];
  for (let node = 0; node < tree.size; node++) {
    if (tree.self[node] > 0)
      lines.push(`${pathTo(tree, node).map(name).join(";")} ${tree.self[node]}`);
  }
  return lines.sort();
}
