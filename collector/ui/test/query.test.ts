import { expect, test } from "vitest";
import { PREVIOUS } from "../src/page/comparison";
import { ALL_CLASSES } from "../src/page/heapLook";
import { PLAIN as LOOK, prefixesOf } from "../src/page/look";
import {
  addressOf,
  flamegraphKey,
  flamegraphQuestion,
  MEASURES,
  measureOf,
  partOf,
  type Query,
  queryOf,
  questionOf,
  SCREENS,
  wholeOf,
  windowOf,
  withLabel,
} from "../src/page/query";

const PLAIN: Query = {
  ...LOOK,
  screen: "home",
  service: "",
  range: { lastMinutes: 60 },
  measure: "cpu",
  state: "",
  labels: [],
  comparison: PREVIOUS,
  heap: ALL_CLASSES,
};

const FULL: Query = {
  screen: "explore",
  service: "shop & co/ü",
  range: { fromMillis: Date.UTC(2026, 0, 2, 3, 4, 5, 6), toMillis: Date.UTC(2026, 0, 2, 4) },
  measure: "wall",
  state: "gil_wait",
  labels: ["env=a=b&c", "version=1.4"],
  comparison: PREVIOUS,
  heap: ALL_CLASSES,
  view: "sandwich",
  frame: "java:com.acme.Cart#total",
  hidden: ["java:a#b", "python:c&d#e,f"],
  focus: "native:libc.so.6#{lambda()#1}",
  collapsed: true,
  colour: "package",
  mine: ["com.acme", "shop"],
  lines: true,
  table: "lines",
  numbers: "shares",
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
    "samples",
  ]);
});

test("withLabel_replacesTheValueOfTheSameName", () => {
  expect(withLabel(["env=prod", "version=1"], "env", "test")).toEqual(["env=test", "version=1"]);
  expect(withLabel(["env=prod"], "version", "1")).toEqual(["env=prod", "version=1"]);
  expect(withLabel(["env=prod", "environment=x"], "env", "")).toEqual(["environment=x"]);
});

test("flamegraphKey_isTheSameForEveryLookAtTheSameProfile", () => {
  const looked = { ...FULL, ...LOOK, view: "flame" } as const;
  expect(flamegraphKey(FULL)).toBe(flamegraphKey(looked));
  expect(flamegraphKey({ ...FULL, view: "callers" })).not.toBe(flamegraphKey(looked));
  expect(flamegraphKey({ ...FULL, state: "io" })).not.toBe(flamegraphKey(looked));
});

test("flamegraphQuestion_turnsTheTreeOverForTheViewOfCallers", () => {
  const asked = (view: Query["view"]) => flamegraphQuestion({ ...PLAIN, view }, 0).get("first");
  expect([asked("flame"), asked("callers"), asked("sandwich")]).toEqual([null, "callees", null]);
});

test("partOf_aRangeLeadsBackToTheMinutesItWasChosenOutOf", () => {
  const part = partOf({ lastMinutes: 1_440 }, 10, 20);
  const within = partOf(part, 12, 14);
  expect(within).toEqual({ fromMillis: 12, toMillis: 14, outOfMinutes: 1_440 });
  expect(queryOf(addressOf({ ...PLAIN, range: within })).range).toEqual(within);
  expect(wholeOf(within)).toEqual({ lastMinutes: 1_440 });
  expect(wholeOf(partOf({ fromMillis: 1, toMillis: 9 }, 2, 3))).toEqual({ lastMinutes: 60 });
});

test("prefixesOf_readsWhatPeopleType", () => {
  expect(prefixesOf(" shop, com.acme,,shop ")).toEqual(["com.acme", "shop"]);
});
