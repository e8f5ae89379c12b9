import { expect, test } from "vitest";
import type { Service } from "../src/api/answers";
import { stepsTo } from "../src/app/Checklist";
import { rangeAround, serviceOf } from "../src/import/importing";

test("serviceOf_isTheFilesNameWithoutItsFormat", () => {
  expect(["shop.pb.gz", "shop-1.4.jfr", "out.folded", ".pb", "profile"].map(serviceOf)).toEqual([
    "shop",
    "shop-1.4",
    "out",
    ".pb",
    "profile",
  ]);
});

test("rangeAround_isOfWholeMinutesAndHoldsTheLastStart", () => {
  const imported = { service: "shop", profiles: 1, samples: 1 };
  expect(rangeAround({ ...imported, fromMillis: 61_000, toMillis: 120_000 })).toEqual({
    fromMillis: 60_000,
    toMillis: 180_000,
  });
});

test("stepsTo_tellsAnAgentFromItsSamples", () => {
  const service = { service: "shop", series: [] } as unknown as Service;
  const sampled = { ...service, series: [{ measure: "cpu_time", state: "running" }] };
  const done = [[], [service], [service, sampled]].map((services) =>
    stepsTo(services, false).map((step) => step.done),
  );
  expect(done).toEqual([
    [false, false, false],
    [true, false, false],
    [true, true, true],
  ]);
  expect(stepsTo([], true).map((step) => step.done)).toEqual([true, false, false]);
});
