import { expect, test } from "vitest";
import { corePrice, costOf, formatDollars, monthlyCostOf, setCorePrice } from "../src/page/price";

const HOUR_MILLIS = 3_600_000;

test("costOf_isCoreHoursTimesPrice", () => {
  expect(costOf(2 * HOUR_MILLIS * 1_000, 0.04)).toBeCloseTo(0.08);
});

test("monthlyCostOf_goesOnLikeTheRange", () => {
  expect(monthlyCostOf(0.5 * HOUR_MILLIS * 1_000, HOUR_MILLIS, 0.04)).toBeCloseTo(14.6);
  expect(monthlyCostOf(1, 0, 0.04)).toBe(0);
});

test("setCorePrice_takesNumbersAndNothingElse", () => {
  expect(setCorePrice("0.1")).toBe(true);
  expect(["", "dear", "-1", "Infinity", "1e9"].map(setCorePrice)).toEqual(Array(5).fill(false));
  expect(corePrice.value).toBe(0.1);
});

test("formatDollars_isShortAndNeverRoundsToNothing", () => {
  expect([0, 0.004, 0.25, 12.3, 1_204.4].map(formatDollars)).toEqual([
    "$0",
    "<$0.01",
    "$0.25",
    "$12.30",
    "$1,204",
  ]);
});
