import { expect, test } from "vitest";
import { moved } from "../src/explore/span";

const MINUTE = { fromMillis: 600_000, toMillis: 660_000 };

test("moved_goesByAQuarterNarrowsToHalfAndWidensToTwice", () => {
  expect(moved(MINUTE, "ArrowLeft")).toEqual({ fromMillis: 585_000, toMillis: 645_000 });
  expect(moved(MINUTE, "ArrowRight")).toEqual({ fromMillis: 615_000, toMillis: 675_000 });
  expect(moved(MINUTE, "+")).toEqual({ fromMillis: 615_000, toMillis: 645_000 });
  expect(moved(MINUTE, "-")).toEqual({ fromMillis: 570_000, toMillis: 690_000 });
});

test("moved_otherKeysAndTooShortSpansStay", () => {
  expect(moved(MINUTE, "x")).toBeNull();
  expect(moved({ fromMillis: 0, toMillis: 1_500 }, "+")).toBeNull();
});
