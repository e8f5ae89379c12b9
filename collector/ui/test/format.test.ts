import { expect, test } from "vitest";
import { formatAge, formatBytes, formatMicros, formatShare, formatValue } from "../src/format";

test("formatMicros_hasThreeDigitsAndTheUnitThatSuits", () => {
  const micros = [0, 1, 999, 1_000, 12_345, 999_499, 999_600, 79_380_000, 119_949_999];
  expect(micros.map(formatMicros)).toEqual([
    "0 s",
    "1 µs",
    "999 µs",
    "1.00 ms",
    "12.3 ms",
    "999 ms",
    "1.00 s",
    "79.4 s",
    "120 s",
  ]);
  const long = [120_000_000, 7_199_000_000, 7_200_000_000, 36_000_000_000_000];
  expect(long.map(formatMicros)).toEqual(["2.00 min", "120 min", "2.00 h", "10,000 h"]);
});

test("formatBytes_countsIn1024", () => {
  const bytes = [0, 1, 1_023, 1_024, 1_048_575, 1_048_576, 5 * 2 ** 40];
  expect(bytes.map(formatBytes)).toEqual([
    "0 B",
    "1 B",
    "1023 B",
    "1.00 KiB",
    "1.00 MiB",
    "1.00 MiB",
    "5.00 TiB",
  ]);
});

test("formatShare_neverRoundsToNothing", () => {
  const shares = [0, 0.000_01, 0.01, 1.234, 9.994, 9.996, 100].map((part) =>
    formatShare(part, 100),
  );
  expect(shares).toEqual(["0 %", "<0.01 %", "0.01 %", "1.23 %", "9.99 %", "10.0 %", "100.0 %"]);
  expect(formatShare(0, 0)).toBe("0 %");
});

test("formatValue_knowsTheUnits", () => {
  expect(formatValue(1_500, "microseconds")).toBe("1.50 ms");
  expect(formatValue(2_048, "bytes")).toBe("2.00 KiB");
  expect([1, 12_345].map((count) => formatValue(count, "samples"))).toEqual([
    "1 sample",
    "12,345 samples",
  ]);
});

test("formatAge_isRoughOnPurpose", () => {
  const minutes = [-1, 0, 1, 59, 60, 47 * 60, 48 * 60, 100 * 60];
  expect(minutes.map((age) => formatAge(age * 60_000 + 1))).toEqual([
    "just now",
    "just now",
    "1 min ago",
    "59 min ago",
    "1 h ago",
    "47 h ago",
    "2 days ago",
    "4 days ago",
  ]);
});
