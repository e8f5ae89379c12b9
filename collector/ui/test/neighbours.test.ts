import { expect, test } from "vitest";
import { neighboursOf } from "../src/explore/neighbours";
import { treeOf } from "./trees";

test("neighboursOf_areThoseNextToTheFirstFrameByValue", () => {
  const tree = treeOf("f;a;c 1", "f;b 5", "f 9");
  expect(
    neighboursOf(tree).map(({ frame, value, samples }) => [
      tree.frames.names[frame],
      value,
      samples,
    ]),
  ).toEqual([
    ["b", 5, 5],
    ["a", 1, 1],
  ]);
});

test("neighboursOf_anEmptyTreeAreNone", () => {
  expect(neighboursOf(treeOf())).toEqual([]);
});
