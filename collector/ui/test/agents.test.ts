import { expect, test } from "vitest";
import { type Agent, compareVersions, isOld, isSilent } from "../src/agents/agents";
import { changedIn, draftOf } from "../src/agents/settings";
import { dropWords, samplerReasonWords, samplerWords } from "../src/agents/words";

const MINUTE = 60_000;

function agent(version: string, windowMillis = 5 * MINUTE): Agent {
  return {
    instance: "one",
    version,
    runtimes: [],
    labels: [],
    profiles: 4,
    firstMillis: 0,
    lastMillis: 100 * MINUTE,
    observedMillis: 4 * windowMillis,
    processMicros: 0,
    agentMicros: 0,
    sampler: "jfr",
    samplerReason: "chosen",
    drops: [],
  };
}

test("isSilent_waitsForTwoReportsAndALittle", () => {
  expect(isSilent(agent("1"), 111 * MINUTE)).toBe(false);
  expect(isSilent(agent("1"), 111 * MINUTE + 1)).toBe(true);
  expect(isSilent(agent("1", 30 * MINUTE), 161 * MINUTE)).toBe(false);
  expect(isSilent(agent("1", 30 * MINUTE), 161 * MINUTE + 1)).toBe(true);
});

test("isOld_comparesNumbersAndLeavesImportsAlone", () => {
  const agents = ["0.9.1", "0.10.0", ""].map((version) => agent(version));
  expect(agents.map((one) => isOld(one, agents))).toEqual([true, false, false]);
  expect(compareVersions("1.0", "1.0.0")).toBe(0);
  expect(compareVersions("1.0.1", "1.0")).toBeGreaterThan(0);
});

test("changedIn_saysWhatChangedOnly", () => {
  const before = { enabled: true, cpu_hz: 50, wall_hz: 0, report_seconds: 300, max_depth: 0 };
  const change = { atMillis: 0, service: "", by: "ada", address: "", before };
  const after = { ...before, enabled: false, cpu_hz: 0, max_depth: 100 };
  expect(changedIn({ ...change, after })).toEqual([
    "switched off",
    "cpu_hz 50 → the agent’s own",
    "max_depth the agent’s own → 100",
  ]);
  expect(changedIn({ ...change, after: before })).toEqual([]);
});

test("draftOf_leavesEmptyWhatIsLeftToTheAgent", () => {
  const settings = { enabled: true, cpu_hz: 50, wall_hz: 0, report_seconds: 300, max_depth: 0 };
  expect(draftOf(settings)).toEqual({
    enabled: true,
    cpu_hz: "50",
    wall_hz: "",
    report_seconds: "300",
    max_depth: "",
  });
});

test("words_thatAreNotKnownStandForThemselves", () => {
  expect(samplerWords("jfr")).toBe("JFR");
  expect(samplerWords("crystal_ball")).toBe("crystal ball");
  expect(samplerReasonWords("crashed_before")).toContain("crash report");
  expect(dropWords({ kind: "upload", reason: "queue_full", count: 1 })).toBe("uploads: queue full");
});
