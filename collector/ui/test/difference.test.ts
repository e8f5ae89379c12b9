import { expect, test } from "vitest";
import { decodeDifference } from "../src/api/difference";
import { changesCsv, isSureAt, rankedChanges } from "../src/compare/changes";
import { differenceTree, leaning } from "../src/compare/differenceTree";
import { changeOfShare, changePerSecond, leastTellable } from "../src/compare/interval";
import { totalOf } from "../src/flame/tree";
import { differenceAnswer } from "./differences";

const BEFORE = ["main;parse 100", "main;old 100"];
const AFTER = ["main;parse 100", "main;new 300"];

test("decodeDifference_refusesColumnsThatDoNotFitTogether", () => {
  const answer = differenceAnswer(BEFORE, AFTER);
  expect(decodeDifference(answer).change).toEqual({ share: 1, low: 0.01, high: null });
  const short = { ...answer, tree: { ...answer.tree, after_self: [1] } };
  expect(() => decodeDifference(short)).toThrow("tree has columns of 5 and 1 entries");
  const wild = { ...answer, tree: { ...answer.tree, ascents: [0, 0, 3, 1] } };
  expect(() => decodeDifference(wild)).toThrow("goes up 3 levels");
  const unsigned = { ...answer, functions: { ...answer.functions, low: ["x", 1, 2] } };
  expect(() => decodeDifference(unsigned)).toThrow("difference.functions.low is not numbers");
});

test("differenceTree_placesWhatBothSidesHaveOrWhatBHas", () => {
  const difference = decodeDifference(differenceAnswer(BEFORE, AFTER));
  const widths = (width: "both" | "after") => {
    const { tree } = differenceTree(difference, width);
    const named = [...tree.frame].map((frame) => (frame < 0 ? "all" : tree.frames.names[frame]));
    return Object.fromEntries(named.map((name, node) => [name, totalOf(tree, node)]));
  };
  expect(widths("both")).toEqual({ all: 2, main: 2, new: 0.75, old: 0.5, parse: 0.75 });
  expect(widths("after")).toEqual({ all: 1, main: 1, new: 0.75, old: 0, parse: 0.25 });
});

test("differenceTree_saysOfEachPathHowItChangedOnTheScale", () => {
  const shares = differenceTree(decodeDifference(differenceAnswer(BEFORE, AFTER)), "both");
  const rates = differenceTree(
    decodeDifference(differenceAnswer(BEFORE, AFTER, "per_second")),
    "both",
  );
  const nodeOf = ({ tree }: typeof shares, name: string) =>
    [...tree.frame].findIndex((frame) => tree.frames.names[frame] === name);
  const parse = nodeOf(shares, "parse");
  expect(shares.changes[parse]).toMatchObject({ before: 0.5, after: 0.25 });
  expect(leaning(shares.changes[parse])).toBeCloseTo(-1 / 3);
  expect(rates.changes[parse]).toMatchObject({ before: 20_000, after: 20_000 });
  expect(leaning(rates.changes[parse])).toBe(0);
  expect(leaning(shares.changes[nodeOf(shares, "new")])).toBe(1);
  expect(leaning(shares.changes[nodeOf(shares, "old")])).toBe(-1);
  expect(leaning(shares.changes[0])).toBe(0);
  expect([...shares.beforeSamples]).toEqual([200, 200, 0, 100, 100]);
});

test("leaning_isNoneWhereTheChangeMayBeChance", () => {
  const few = decodeDifference(differenceAnswer(["a 2", "b 1"], ["a 1", "b 2"]));
  expect(differenceTree(few, "both").changes.map(leaning)).toEqual([0, 0, 0]);
});

test("intervals_areThoseOfTheCollector", () => {
  const side = (samples: number, total: number) => ({
    fromMillis: 0,
    toMillis: 1,
    labels: {},
    profiles: 3,
    samples,
    total,
    observedSeconds: 30,
    perSecond: total / 30,
  });
  const [before, after] = [side(300, 3_000), side(600, 6_000)];
  // Computed by hand: (0 + 1) / 302 and (300 + 1) / 602 after Agresti and Caffo.
  const share = changeOfShare(
    { value: 0, samples: 0 },
    { value: 3_000, samples: 300 },
    before,
    after,
  );
  expect([share.before, share.after]).toEqual([0, 0.5]);
  expect(share.low).toBeCloseTo(0.4562, 4);
  expect(share.high).toBeCloseTo(0.5372, 4);
  // As QueryApiTest expects of the collector.
  const rate = changePerSecond(
    { value: 0, samples: 0 },
    { value: 3_000, samples: 300 },
    before,
    after,
  );
  expect([rate.before, rate.after]).toEqual([0, 100]);
  expect(rate.low).toBeCloseTo(88.7, 1);
  expect(leastTellable(0.1, 100, 100)).toBeCloseTo(0.0823, 4);
});

test("rankedChanges_putsWhatMayBeChanceLast", () => {
  const { functions } = decodeDifference(differenceAnswer(BEFORE, AFTER));
  expect([0, 1, 2].map((row) => isSureAt(functions, row))).toEqual([true, false, false]);
  expect(rankedChanges(functions, "change")).toEqual([0, 1, 2]);
  expect(rankedChanges(functions, "before")).toEqual([1, 2, 0]);
  expect(rankedChanges(functions, "after")).toEqual([0, 2, 1]);
  expect(rankedChanges(functions, "samples")).toEqual([2, 0, 1]);
  expect(rankedChanges(functions, "name")).toEqual([1, 0, 2]);
});

test("changesCsv_holdsEveryColumnAndNoFormula", () => {
  const { functions } = decodeDifference(differenceAnswer(BEFORE, AFTER));
  expect(changesCsv(functions, [1]).split("\r\n")).toEqual([
    "language,owner,function,before,after,change,low,high,before_samples,after_samples",
    "java,,'=cmd(),0.5,0.2,-0.3,-0.7,0.1,5,2",
    "",
  ]);
});
