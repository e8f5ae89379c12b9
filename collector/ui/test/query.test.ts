import { expect, test } from "vitest";
import {
  addressOf,
  MEASURES,
  measureOf,
  type Query,
  queryOf,
  questionOf,
  SCREENS,
  windowOf,
  withLabel,
} from "../src/page/query";

const PLAIN: Query = {
  screen: "home",
  service: "",
  range: { lastMinutes: 60 },
  measure: "cpu",
  state: "",
  labels: [],
  search: "",
  zoom: "",
};

const FULL: Query = {
  screen: "explore",
  service: "shop & co/ü",
  range: { fromMillis: Date.UTC(2026, 0, 2, 3, 4, 5, 6), toMillis: Date.UTC(2026, 0, 2, 4) },
  measure: "wall",
  state: "gil_wait",
  labels: ["env=a=b&c", "version=1.4"],
  search: "get\\(|+",
  zoom: "7-9f3a",
};

test("query_survivesTheAddress", () => {
  const measured = MEASURES.map(({ key }): Query => ({ ...PLAIN, measure: key }));
  for (const query of [PLAIN, FULL, { ...PLAIN, range: { lastMinutes: 15 } }, ...measured]) {
    expect(queryOf(addressOf(query))).toEqual(query);
  }
});

test("addressOf_leavesOutDefaultsAndKeepsRelativeRangesRelative", () => {
  expect(addressOf(PLAIN)).toBe("");
  expect(
    addressOf({ ...PLAIN, screen: "explore", service: "shop", range: { lastMinutes: 1_440 } }),
  ).toBe("?service=shop&last=24h");
});

test("queryOf_anAddressWithoutAScreenIsExploreOfItsServiceElseHome", () => {
  expect(queryOf("?service=shop").screen).toBe("explore");
  expect(queryOf("?service=shop&screen=pixels").screen).toBe("explore");
  expect(queryOf("?last=24h").screen).toBe("home");
});

test("addressOf_namesTheScreenWhereItIsNotTheUsualOne", () => {
  for (const screen of SCREENS) {
    for (const service of ["", "shop"]) {
      const query = { ...PLAIN, screen, service };
      expect(queryOf(addressOf(query))).toEqual(query);
    }
  }
  expect(addressOf({ ...PLAIN, screen: "heap", service: "shop" })).toBe(
    "?screen=heap&service=shop",
  );
});

test("queryOf_readsNonsenseAsDefault", () => {
  const address = "?last=9y&measure=heat&state=io&label=novalue&from=2026-01-02&to=2026-01-01&x=1";
  expect(queryOf(address)).toEqual(PLAIN);
});

test("windowOf_aRelativeRangeEndsNow", () => {
  const window = { fromMillis: 100_000, toMillis: 1_000_000 };
  expect(windowOf({ lastMinutes: 15 }, 1_000_000)).toEqual(window);
  expect(windowOf(window, 5)).toEqual(window);
});

test("questionOf_asksInTheWordsOfTheApi", () => {
  expect(questionOf({ ...FULL, service: "shop" }, 0).toString()).toBe(
    "service=shop&from_millis=1767323045006&to_millis=1767326400000&measure=wall_time" +
      "&state=gil_wait&label=env%3Da%3Db%26c&label=version%3D1.4",
  );
});

test("measureOf_isTheWordOfTheApi", () => {
  expect(MEASURES.map(({ key }) => measureOf(key))).toEqual([
    "cpu_time",
    "wall_time",
    "allocated_bytes",
    "lock_time",
  ]);
});

test("withLabel_replacesTheValueOfTheSameName", () => {
  expect(withLabel(["env=prod", "version=1"], "env", "test")).toEqual(["env=test", "version=1"]);
  expect(withLabel(["env=prod"], "version", "1")).toEqual(["env=prod", "version=1"]);
  expect(withLabel(["env=prod", "environment=x"], "env", "")).toEqual(["environment=x"]);
});
