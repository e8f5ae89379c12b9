import { expect, test } from "vitest";
import { decodeOverview, overviewQuestion } from "../src/home/overview";
import { points } from "../src/home/sparkline";

const HOUR = 3_600_000;

function glance(service: string, more: object = {}) {
  return {
    service,
    runtimes: [{ language: "java", name: "OpenJDK", version: "17" }],
    instances: 2,
    reporting: 1,
    open_findings: 3,
    profiles: 5,
    first_millis: 1_000,
    last_millis: 61_000,
    observed_millis: 60_000,
    process_cpu_micros: 9_000_000,
    agent_cpu_micros: 20_000,
    sampling_micros: 10_000,
    sampled_cpu_micros: 8_000_000,
    step_observed_millis: [30_000, 0, 60_000],
    step_sampled_cpu_micros: [15_000_000, 0, 0],
    ...more,
  };
}

function decode(...services: object[]) {
  return decodeOverview({ from_millis: 0, to_millis: 1, step_millis: 1, count: 3, services });
}

test("decodeOverview_tellsCoresOfAProcessAndGaps", () => {
  const [shop] = decode(glance("shop")).services;
  expect(shop.cores).toEqual([0.5, null, 0]);
  expect(shop.agentMicros).toBe(30_000);
  expect(shop.openFindings).toBe(3);
  expect(shop.hottest).toBeNull();
});

test("decodeOverview_namesTheHottestFunctionAsTheFlameGraphDoes", () => {
  const hottest = { owner: "com.acme.Cart", function: "total", self_micros: 5, self_samples: 1 };
  const names = ["java", "native", "klingon"].map(
    (language) =>
      decode(glance("shop", { hottest: { ...hottest, language } })).services[0].hottest?.name,
  );
  expect(names).toEqual(["com.acme.Cart.total", "total [com.acme.Cart]", "total [com.acme.Cart]"]);
});

test("decodeOverview_shortensTheOwnerOfALongName", () => {
  const owner = "com.acme.shop.catalogue.pricing.discounts.DiscountRules";
  const hottest = { language: "java", owner, function: "apply", self_micros: 5, self_samples: 1 };
  const spot = decode(glance("shop", { hottest })).services[0].hottest;
  expect(spot?.label).toBe("c.a.s.c.p.d.DiscountRules.apply");
  expect(spot?.name).toBe(`${owner}.apply`);
});

test("decodeOverview_putsWhatCostsMostFirst", () => {
  const imported = { process_cpu_micros: 0, sampled_cpu_micros: 9_500_000 };
  const { services } = decode(glance("b"), glance("a"), glance("imported", imported));
  expect(services.map(({ service }) => service)).toEqual(["imported", "a", "b"]);
});

test("overviewQuestion_asksForWholeHoursOfADay", () => {
  const now = 100 * HOUR + 7;
  expect(Object.fromEntries(overviewQuestion({ lastMinutes: 1_440 }, now))).toEqual({
    from_millis: String(76 * HOUR),
    to_millis: String(now),
    step_millis: String(HOUR),
  });
  expect(Object.fromEntries(overviewQuestion({ lastMinutes: 60 }, now))).toEqual({
    from_millis: String(99 * HOUR + 7),
    to_millis: String(now),
    step_millis: String(HOUR / 24),
  });
});

test("points_makeARunOfEachStretchWithoutAGap", () => {
  expect(points([2, 1, null, 2], 40, 22)).toEqual([
    [
      { x: 0, y: 1 },
      { x: 10, y: 1 },
      { x: 10, y: 11 },
      { x: 20, y: 11 },
    ],
    [
      { x: 30, y: 1 },
      { x: 40, y: 1 },
    ],
  ]);
  expect(points([0], 40, 22)).toEqual([
    [
      { x: 0, y: 21 },
      { x: 40, y: 21 },
    ],
  ]);
  expect(points([null, null], 40, 22)).toEqual([]);
});
