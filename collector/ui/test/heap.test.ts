import { expect, test } from "vitest";
import { decodeHeap, decodeProcesses } from "../src/api/heap";
import { classesCsv, classRows } from "../src/heap/classes";
import { gcShares } from "../src/heap/gcShares";
import { layerAt, layersOf } from "../src/heap/layers";
import { heapQuestion, stepOf } from "../src/heap/question";
import { isGrowing, slopeOf } from "../src/heap/slope";
import { addressOf, queryOf } from "../src/page/query";
import { randomFrom } from "./trees";

const HOUR = 3_600_000;

const ANSWER = {
  service: "shop",
  from_millis: 0,
  to_millis: 8 * HOUR,
  step_millis: HOUR,
  counted: ["all_objects"],
  longest_stall_micros: 9,
  instances: [1, 1, 0, 1],
  objects: [9, 12, null, 20],
  bytes: [100, 200, null, 400],
  classes: [
    { class_name: "byte[]", objects: [1, 2, null, 3], bytes: [60, 100, null, 300] },
    { class_name: "Cart", objects: [5, 6, null, 7], bytes: [30, 40, null, 50] },
    { class_name: "Old", objects: [2, null, null, null], bytes: [10, null, null, null] },
  ],
};

test("layersOf_stacksTheLargestAndTheRestAndKeepsGaps", () => {
  const layers = layersOf(decodeHeap(ANSWER), "size", 1, "");
  expect(layers.names).toEqual(["byte[]", ""]);
  expect(layers.values).toEqual([
    [60, 100, null, 300],
    [40, 100, null, 100],
  ]);
  expect(layers.tops).toEqual([
    [60, 100, null, 300],
    [100, 200, null, 400],
  ]);
  expect(layersOf(decodeHeap(ANSWER), "objects", 2, "").names).toEqual(["Cart", "byte[]", ""]);
});

test("layersOf_showsTheChosenClassWhereverItStands", () => {
  const layers = layersOf(decodeHeap(ANSWER), "size", 2, "Old");
  expect(layers.names).toEqual(["byte[]", "Old", ""]);
  expect(layers.values[1]).toEqual([10, 0, null, 0]);
  expect(layersOf(decodeHeap(ANSWER), "size", 2, "Cart").names).toEqual(["byte[]", "Cart", ""]);
});

test("layerAt_tellsWhichClassCoversAHeight", () => {
  const layers = layersOf(decodeHeap(ANSWER), "size", 2, "");
  expect([0, 100, 101, 140, 199, 201].map((height) => layerAt(layers, 1, height))).toEqual([
    0, 0, 1, 1, 2, -1,
  ]);
  expect(layerAt(layers, 2, 0)).toBe(-1);
});

test("decodeHeap_refusesColumnsThatDoNotFitTogether", () => {
  expect(() => decodeHeap({ ...ANSWER, bytes: [1] })).toThrow("heap has columns of 4 and 1");
  expect(() => decodeProcesses({ observed_millis: [1], heap_bytes: [1, 2] })).toThrow(
    "processes has columns of 1 and",
  );
});

test("classRows_sayWhatAClassHasNowAndItsShareOfTheWholeThen", () => {
  const rows = classRows(decodeHeap(ANSWER), "size", "last");
  expect(rows.map(({ name, last, share }) => [name, last, share])).toEqual([
    ["byte[]", 300, 0.75],
    ["Cart", 50, 0.125],
    ["Old", 10, 0.1],
  ]);
  expect(classRows(decodeHeap(ANSWER), "size", "name").map(({ name }) => name)).toEqual([
    "Cart",
    "Old",
    "byte[]",
  ]);
  expect(classesCsv(rows.slice(1, 2), "size")).toBe(
    "class,bytes,share,bytes_per_hour,low,high,points\r\nCart,50,0.125,,,,\r\n",
  );
});

test("classRows_orderByGrowthPutsTheUnknownLast", () => {
  const column = (perStep: number) =>
    Array.from({ length: 8 }, (_, step) => 1_000 + perStep * step);
  const heap = decodeHeap({
    ...ANSWER,
    instances: column(0),
    objects: column(1),
    bytes: column(9),
    classes: [
      { class_name: "Once", objects: column(0), bytes: [5_000, ...Array(7).fill(null)] },
      { class_name: "Flat", objects: column(0), bytes: column(0) },
      { class_name: "Leak", objects: column(0), bytes: column(2) },
    ],
  });
  const rows = classRows(heap, "size", "slope");
  expect(rows.map(({ name, slope }) => [name, slope?.perHour])).toEqual([
    ["Leak", 2],
    ["Flat", 0],
    ["Once", undefined],
  ]);
});

test("slopeOf_isTheMedianThatOutliersDoNotMove", () => {
  const line = Array.from({ length: 12 }, (_, step) => 50 + 3 * step);
  expect(slopeOf(line, HOUR)).toEqual({ perHour: 3, low: 3, high: 3, points: 12 });
  expect(slopeOf(line, HOUR / 2)?.perHour).toBe(6);
  const spiked = line.with(4, 9_000).with(9, 0);
  expect(slopeOf(spiked, HOUR)?.perHour).toBe(3);
  const gaps = line.map((value, step) => (step % 3 === 1 ? null : value));
  expect(slopeOf(gaps, HOUR)).toMatchObject({ perHour: 3, points: 8 });
});

test("slopeOf_saysNothingOfFewPointsNorOfNoise", () => {
  expect(slopeOf([1, 2, 3, 4, 5, null], HOUR)).toBeNull();
  const random = randomFrom(7);
  let taken = 0;
  for (let trial = 0; trial < 200; trial++) {
    const noise = slopeOf(
      Array.from({ length: 24 }, () => random()),
      HOUR,
    );
    if (noise && isGrowing(noise)) taken++;
  }
  expect(taken).toBeLessThanOrEqual(10); // 2.5 % are expected
  const grown = slopeOf(
    Array.from({ length: 24 }, (_, step) => random() + step / 4),
    HOUR,
  );
  expect(grown && isGrowing(grown)).toBe(true);
});

test("gcShares_areOfTheTimeThatAgentsSaw", () => {
  const known = [1, 1, null];
  const processes = decodeProcesses({
    observed_millis: [10_000, 20_000, 0],
    resident_bytes: known,
    heap_bytes: known,
    heap_peak_bytes: known,
    heap_limit_bytes: known,
    gc_count: [2, 0, 0],
    gc_micros: [500_000, 0, 0],
  });
  expect(gcShares(processes)).toEqual([0.05, 0, null]);
  expect(gcShares({ ...processes, gcCount: [0, 0, 0] })).toEqual([null, null, null]);
});

test("heapQuestion_asksForStepsInWhichNoProcessIsMissing", () => {
  expect([0.25, 1, 24, 7 * 24, 365 * 24].map((hours) => stepOf(hours * HOUR) / 60_000)).toEqual([
    10, 10, 30, 180, 5_760,
  ]);
  const asked = heapQuestion(queryOf("?service=shop&label=env%3Dprod"), 10 * HOUR + 61_000);
  expect(asked.toString()).toBe(
    "service=shop&from_millis=32400000&to_millis=36061000&step_millis=600000&label=env%3Dprod",
  );
});

test("heapLook_survivesTheAddressOfItsScreen", () => {
  const address = "?screen=heap&service=shop&counted=objects&classes=slope&class=byte%5B%5D";
  expect(queryOf(address).heap).toEqual({ counted: "objects", order: "slope", chosen: "byte[]" });
  expect(addressOf(queryOf(address))).toBe(address);
  expect(addressOf({ ...queryOf(address), screen: "explore" })).toBe("?service=shop");
});
