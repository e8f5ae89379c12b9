import { expect, test } from "vitest";
import { frameNameOf, frameOf, keyOfFrame } from "../src/flame/frameKey";
import { treeOf } from "./trees";

test("keyOfFrame_isReadableAndLeadsBack", () => {
  const { frames } = treeOf("J:com.acme.Cart#total;Py:shop#Cart.total.<locals>.f;main 1");
  const keys = frames.functions.map((_, frame) => keyOfFrame(frames, frame));
  expect(keys).toEqual([
    "java:com.acme.Cart#total",
    "python:shop#Cart.total.<locals>.f",
    "java:#main",
  ]);
  expect(keys.map((key) => frameOf(frames, key))).toEqual([0, 1, 2]);
  expect(frameOf(frames, "java:com.acme.Cart#size")).toBe(-1);
});

test("frameNameOf_readsWhatKeyOfFrameWrites", () => {
  const owners = ["a#b", "a%23b", "%", "", "lib c"];
  const functions = ["f", "{lambda()#1}", "a:b", "\u2028%23"];
  for (const owner of owners) {
    for (const name of functions) {
      const frames = { languages: [3], owners: [owner], functions: [name], names: [name] };
      expect(frameNameOf(keyOfFrame(frames, 0))).toEqual({
        language: "native",
        owner,
        function: name,
      });
    }
  }
});

test("frameNameOf_isNullForWhatIsNoKey", () => {
  for (const text of ["", "total", "java:total", "cobol:a#b", "java:a#"]) {
    expect(frameNameOf(text)).toBeNull();
  }
});
