import type { Runtime } from "../api/answers";
import { ask } from "../api/client";
import { JsonObject } from "../api/json";
import { languageOf } from "../flame/frameKey";
import { fullName, labelOf } from "../flame/label";
import { type Range, windowOf } from "../page/query";

const STEPS = 24;
const LABEL_CHARACTERS = 40;
const HOUR_MILLIS = 3_600_000;

/** All services at a glance. */
export interface Overview {
  readonly fromMillis: number;
  readonly toMillis: number;
  readonly count: number; // of services, also beyond those that are listed
  readonly services: readonly Glance[];
}

/** What one service did in a range. */
export interface Glance {
  readonly service: string;
  readonly runtimes: readonly Runtime[];
  readonly instances: number;
  readonly reporting: number; // of the instances, how many still do
  readonly openFindings: number; // now, whatever the range
  readonly firstMillis: number;
  readonly lastMillis: number;
  readonly processMicros: number; // CPU time of the processes; 0 where none said so
  readonly agentMicros: number; // CPU time of the agents' threads, and what samples cost
  readonly sampledMicros: number; // CPU time that call paths account for
  readonly hottest: HotSpot | null;
  readonly cores: readonly (number | null)[]; // by step, of one process on average; null in a gap
}

/** The function with the most CPU time of its own. */
export interface HotSpot {
  readonly language: string;
  readonly name: string; // in full
  readonly label: string; // short
  readonly selfMicros: number;
  readonly samples: number;
}

/** The parameters of a question to `/overview`: whole hours where the range is a day or more. */
export function overviewQuestion(range: Range, nowMillis: number): URLSearchParams {
  const { fromMillis, toMillis } = windowOf(range, nowMillis);
  const step = Math.max(1, Math.ceil((toMillis - fromMillis) / STEPS));
  const whole = step >= HOUR_MILLIS;
  return new URLSearchParams({
    from_millis: String(whole ? fromMillis - (fromMillis % HOUR_MILLIS) : fromMillis),
    to_millis: String(toMillis),
    step_millis: String(whole ? Math.ceil(step / HOUR_MILLIS) * HOUR_MILLIS : step),
  });
}

/** Asks for all services. Rejects with a sentence for the reader, or with AbortError once given up. */
export async function fetchOverview(range: Range, givenUp: AbortSignal): Promise<Overview> {
  return decodeOverview(await ask(`overview?${overviewQuestion(range, Date.now())}`, givenUp));
}

/** The answer of `/overview`, those that cost most first. Throws where it is not one. */
export function decodeOverview(answer: unknown): Overview {
  const json = new JsonObject(answer, "overview");
  return {
    fromMillis: json.number("from_millis"),
    toMillis: json.number("to_millis"),
    count: json.number("count"),
    services: json.objects("services").map(decodeGlance).sort(dearestFirst),
  };
}

function decodeGlance(json: JsonObject): Glance {
  const sampled = json.numbers("step_sampled_cpu_micros");
  return {
    service: json.text("service"),
    runtimes: json.objects("runtimes").map((runtime) => ({
      language: runtime.text("language"),
      name: runtime.text("name"),
      version: runtime.text("version"),
    })),
    instances: json.number("instances"),
    reporting: json.number("reporting"),
    openFindings: json.number("open_findings"),
    firstMillis: json.number("first_millis"),
    lastMillis: json.number("last_millis"),
    processMicros: json.number("process_cpu_micros"),
    agentMicros: json.number("agent_cpu_micros") + json.number("sampling_micros"),
    sampledMicros: json.number("sampled_cpu_micros"),
    hottest: json.names().includes("hottest") ? decodeHotSpot(json.object("hottest")) : null,
    cores: json
      .numbers("step_observed_millis")
      .map((observed, step) => (observed > 0 ? (sampled[step] ?? 0) / observed / 1_000 : null)),
  };
}

function decodeHotSpot(json: JsonObject): HotSpot {
  const language = json.text("language");
  const languages = [languageOf(language)];
  const [owners, functions] = [[json.text("owner")], [json.text("function")]];
  const names = [fullName(languages[0], owners[0], functions[0])];
  return {
    language,
    name: names[0],
    label: labelOf({ languages, owners, functions, names }, 0, LABEL_CHARACTERS),
    selfMicros: json.number("self_micros"),
    samples: json.number("self_samples"),
  };
}

function dearestFirst(one: Glance, other: Glance): number {
  return cpuOf(other) - cpuOf(one) || (one.service < other.service ? -1 : 1);
}

/** CPU time of the processes, or what was sampled of it where they do not say. */
export function cpuOf(glance: Glance): number {
  return glance.processMicros || glance.sampledMicros;
}

/** From the first profile to the end of the last: the time that CPU time was counted over. */
export function coveredMillis(glance: Glance): number {
  return glance.lastMillis - glance.firstMillis;
}
