import { expect, test } from "vitest";
import { decodeAgents } from "../src/agents/agents";
import { namesOf, reportingUpTo } from "../src/app/reporting";

const MINUTE = 60_000;
const END = 100 * MINUTE;

test("reportingUpTo_countsWhoWasHeardOfInTheLastPeriod", () => {
  expect(reportingUpTo(agents(99, 95, 60), END)).toEqual({
    says: "2 of 3 agents reported up to the end of this range",
    silent: ["agent-2"],
  });
});

test("reportingUpTo_saysNothingWhereAllOrNoneWere", () => {
  const nothing = { says: "", silent: [] };
  expect(reportingUpTo(agents(99, 95), END)).toEqual(nothing);
  expect(reportingUpTo(agents(10, 5), END)).toEqual(nothing);
  expect(reportingUpTo([], END)).toEqual(nothing);
});

test("namesOf_namesAFew", () => {
  expect(namesOf(["a", "b"])).toBe("a\nb");
  const many = Array.from({ length: 12 }, (_, i) => `i${i}`);
  expect(namesOf(many)).toMatch(/^i0\n.*\ni9\nand 2 more$/s);
});

/** Agents whose last window ended then, in minutes; each window lasts five. */
function agents(...lastMinutes: number[]) {
  return decodeAgents({
    agents: lastMinutes.map((minute, i) => ({
      instance: `agent-${i}`,
      agent_version: "0.1.0",
      runtimes: [],
      labels: {},
      profiles: 2,
      last_millis: minute * MINUTE,
      observed_millis: 10 * MINUTE,
      sampler: "",
      sampler_reason: "",
      drops: [],
    })),
  });
}
