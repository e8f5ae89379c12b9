import { expect, test } from "vitest";
import {
  around,
  type Comparison,
  differenceQuestion,
  PREVIOUS,
  spansOf,
  swapped,
} from "../src/page/comparison";
import { addressOf, queryOf } from "../src/page/query";

const CHOSEN = { fromMillis: 7_000, toMillis: 9_000 };
const FULL: Comparison = {
  before: { span: { fromMillis: 1_000, toMillis: 2_000 }, labels: ["version=1.4"] },
  after: { span: { fromMillis: 2_000, toMillis: 4_000 }, labels: ["env=a=b", "version=1.5"] },
  scale: "per_second",
  width: "after",
  order: "samples",
};

test("comparison_survivesTheAddressOfItsScreenAndStandsInNoOther", () => {
  const query = { ...queryOf("?service=shop&screen=compare&label=env%3Dprod"), comparison: FULL };
  expect(queryOf(addressOf(query))).toEqual(query);
  expect(addressOf({ ...query, comparison: PREVIOUS })).toBe(
    "?screen=compare&service=shop&label=env%3Dprod",
  );
  expect(addressOf({ ...query, screen: "explore" })).toBe("?service=shop&label=env%3Dprod");
});

test("comparison_ignoresWhatMakesNoSense", () => {
  const address =
    "?service=shop&screen=compare&a_from=2026-01-02T00:00:00Z&a_to=2026-01-01T00:00:00Z" +
    "&b_label=version&scale=log&width=a&changes=luck";
  expect(queryOf(address).comparison).toEqual(PREVIOUS);
});

test("spansOf_takesTheTimeBeforeUnlessLabelsTellTheSidesApart", () => {
  expect(spansOf(PREVIOUS, CHOSEN)).toEqual({
    before: { fromMillis: 5_000, toMillis: 7_000 },
    after: CHOSEN,
  });
  const versions = {
    ...PREVIOUS,
    before: { span: null, labels: ["version=1"] },
    after: { span: null, labels: ["version=2"] },
  };
  expect(spansOf(versions, CHOSEN)).toEqual({ before: CHOSEN, after: CHOSEN });
  expect(spansOf(FULL, CHOSEN)).toEqual({ before: FULL.before.span, after: FULL.after.span });
  const late = { ...PREVIOUS, after: { span: FULL.after.span, labels: [] } };
  expect(spansOf(late, CHOSEN).before).toEqual({ fromMillis: 0, toMillis: 2_000 });
});

test("around_isALittleMoreThanBothInWholeMinutes", () => {
  const [before, after] = [
    { fromMillis: 3_600_000, toMillis: 7_200_000 },
    { fromMillis: 7_200_000, toMillis: 10_800_001 },
  ];
  expect(around(before, after)).toEqual({ fromMillis: 3_180_000, toMillis: 11_220_000 });
  expect(around(after, before)).toEqual(around(before, after));
});

test("swapped_givesEachTheOthersPlaceAndKeepsTheirTimes", () => {
  expect(swapped(PREVIOUS, CHOSEN)).toEqual({
    ...PREVIOUS,
    before: { span: CHOSEN, labels: [] },
    after: { span: { fromMillis: 5_000, toMillis: 7_000 }, labels: [] },
  });
  expect(swapped(swapped(FULL, CHOSEN), CHOSEN)).toEqual(FULL);
});

test("differenceQuestion_namesBothSidesAndWhatHoldsForBoth", () => {
  const query = { ...queryOf("?service=shop&measure=wall&state=io&label=env%3Dprod") };
  const asked = differenceQuestion({ ...query, comparison: FULL }, 3_600_000);
  expect(asked.toString()).toBe(
    "service=shop&from_millis=0&to_millis=3600000&measure=wall_time&state=io&label=env%3Dprod" +
      "&before_from_millis=1000&before_to_millis=2000&before_label=version%3D1.4" +
      "&after_from_millis=2000&after_to_millis=4000&after_label=env%3Da%3Db" +
      "&after_label=version%3D1.5&scale=per_second",
  );
});
