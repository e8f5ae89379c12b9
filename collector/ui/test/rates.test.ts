import { expect, test } from "vitest";
import type { Timeline } from "../src/api/answers";
import { formatRate, ratesOf, stacked } from "../src/explore/rates";

const WALL: Timeline = {
  fromMillis: 60_000,
  stepMillis: 10_000,
  unit: "microseconds",
  observedMillis: [5_000, 20_000, 0, 10_000],
  states: [
    { state: "running", values: [5_000_000, 20_000_000, null, 1_000_000] },
    { state: "io", values: [0, 5_000_000, null, 4_000_000] },
  ],
};

test("ratesOf_divideByTheTimeThatWasSeenAndKeepGaps", () => {
  const { seconds, states } = ratesOf(WALL);
  expect(seconds).toEqual([65, 75, 85, 95]);
  expect(states).toEqual([
    { state: "running", rates: [1, 2, null, 0.1] },
    { state: "io", rates: [0, 0.5, null, 0.4] },
  ]);
});

test("ratesOf_bytesArePerSecond", () => {
  const states = [{ state: "unspecified", values: [10_240] }];
  const rates = ratesOf({ ...WALL, unit: "bytes", observedMillis: [10_000], states });
  expect(rates.states[0].rates).toEqual([1_024]);
});

test("stacked_addsUpWhatIsBelow", () => {
  expect(stacked(ratesOf(WALL)).states.map(({ rates }) => rates)).toEqual([
    [1, 2, null, 0.1],
    [1, 2.5, null, 0.5],
  ]);
});

test("formatRate_isShort", () => {
  expect([0.2513, 12.54, 1_204.4].map((rate) => formatRate(rate, "cpu_time"))).toEqual([
    "0.251",
    "12.5",
    "1,204",
  ]);
  expect(formatRate(4_194_304, "allocated_bytes")).toBe("4.00 MiB");
});
