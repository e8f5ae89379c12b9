import { expect, test } from "vitest";
import { mainState, stateShares } from "../src/flame/stateShares";
import { treeOf } from "./trees";

const tree = treeOf("a;b 7", "a;c 1", "d 2");
const shares = stateShares(tree, [
  { state: "running", tree: treeOf("d 2", "a;b 3") },
  { state: "io", tree: treeOf("a;b 4", "a;c 1", "a;e 9") },
]);

test("stateShares_findEachPathByItsFrames", () => {
  const byNode = [...tree.frame].map((frame, node) => {
    const name = frame < 0 ? "all" : tree.frames.names[frame];
    return `${name} ${shares.values.map((values) => values[node]).join(" ")}`;
  });
  expect(byNode).toEqual(["all 5 14", "a 3 14", "b 3 4", "c 0 1", "d 2 0"]);
});

test("mainState_isTheOneOfMostValue", () => {
  const names = [...tree.frame.keys()].map((node) => shares.states[mainState(shares, node)]);
  expect(names).toEqual(["io", "io", "io", "io", "running"]);
  expect(mainState({ states: ["io"], values: [new Float64Array(1)] }, 0)).toBe(-1);
});
