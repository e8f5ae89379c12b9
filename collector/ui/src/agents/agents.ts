import type { Runtime } from "../api/answers";
import { ask } from "../api/client";
import { JsonObject } from "../api/json";

const RECENT_MILLIS = 11 * 60_000; // two reporting periods and a little
const LATE_MILLIS = 60_000;

/** One process's agent. */
export interface Agent {
  readonly instance: string;
  readonly version: string; // of the agent; "" of an import
  readonly runtimes: readonly Runtime[];
  readonly labels: readonly string[]; // name=value
  readonly profiles: number;
  readonly firstMillis: number;
  readonly lastMillis: number;
  readonly observedMillis: number;
  readonly processMicros: number;
  readonly agentMicros: number; // of its threads, and what samples cost
  readonly sampler: string;
  readonly samplerReason: string;
  readonly drops: readonly Drop[];
}

/** What was lost, and why. */
export interface Drop {
  readonly kind: string;
  readonly reason: string;
  readonly count: number;
}

/** Asks for the agents of a service in a range, the one that reported last first. */
export async function fetchAgents(
  question: URLSearchParams,
  givenUp: AbortSignal,
): Promise<Agent[]> {
  return decodeAgents(await ask(`agents?${question}`, givenUp));
}

/** The agents of an answer of `/agents`. Throws where it is not one. */
export function decodeAgents(answer: unknown): Agent[] {
  return new JsonObject(answer, "agents").objects("agents").map((agent) => {
    const labels = agent.object("labels");
    return {
      instance: agent.text("instance"),
      version: agent.text("agent_version"),
      runtimes: agent.objects("runtimes").map((runtime) => ({
        language: runtime.text("language"),
        name: runtime.text("name"),
        version: runtime.text("version"),
      })),
      labels: labels.names().map((name) => `${name}=${labels.text(name)}`),
      profiles: agent.number("profiles"),
      firstMillis: agent.number("first_millis"),
      lastMillis: agent.number("last_millis"),
      observedMillis: agent.number("observed_millis"),
      processMicros: agent.number("process_cpu_micros"),
      agentMicros: agent.number("agent_cpu_micros") + agent.number("sampling_micros"),
      sampler: agent.text("sampler"),
      samplerReason: agent.text("sampler_reason"),
      drops: agent.objects("drops").map((drop) => ({
        kind: drop.text("kind"),
        reason: drop.text("reason"),
        count: drop.number("count"),
      })),
    };
  });
}

/** Whether an agent has not been heard of for as long as two of its windows and a minute last. */
export function isSilent(agent: Agent, nowMillis: number): boolean {
  const window = agent.observedMillis / Math.max(1, agent.profiles);
  return nowMillis - agent.lastMillis > Math.max(RECENT_MILLIS, 2 * window + LATE_MILLIS);
}

/** Whether an agent is of an older version than another of these; imports have none. */
export function isOld(agent: Agent, agents: readonly Agent[]): boolean {
  return (
    agent.version !== "" &&
    agents.some((other) => compareVersions(agent.version, other.version) < 0)
  );
}

/** Compares versions number by number: below 0 where the first is older. What is no number counts as 0. */
export function compareVersions(one: string, other: string): number {
  const [first, second] = [one, other].map((text) =>
    text.split(/[.-]/).map((part) => Number(part) || 0),
  );
  for (let i = 0; i < Math.max(first.length, second.length); i++) {
    const difference = (first[i] ?? 0) - (second[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
