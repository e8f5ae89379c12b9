import { ask, post } from "../api/client";
import { JsonObject } from "../api/json";

/** What operators ask of agents; a number 0 leaves it to the agent. */
export interface AgentSettings {
  readonly enabled: boolean;
  readonly cpu_hz: number;
  readonly wall_hz: number;
  readonly report_seconds: number;
  readonly max_depth: number;
}

/** What is asked of the agents of a service itself, and with what is asked of all and a live view. */
export interface Settings {
  readonly service: string; // "" for all
  readonly settings: AgentSettings;
  readonly effective: AgentSettings;
}

/** An entry of the audit log. */
export interface Change {
  readonly atMillis: number;
  readonly service: string; // "" for all
  readonly by: string;
  readonly address: string;
  readonly before: AgentSettings;
  readonly after: AgentSettings;
}

/** The numbers among the settings, as a form asks for them. */
export const NUMBERS = [
  { name: "cpu_hz", title: "CPU samples per second", most: 250 },
  { name: "wall_hz", title: "Wall samples per second", most: 250 },
  { name: "report_seconds", title: "Seconds between reports", most: 2_700 },
  { name: "max_depth", title: "Frames of a stack at most", most: 4_096 },
] as const;

export type NumberName = (typeof NUMBERS)[number]["name"];

/** What a form holds: numbers as text, "" to leave it to the agent. */
export type Draft = Readonly<Record<NumberName, string>> & { readonly enabled: boolean };

export async function fetchSettings(service: string, givenUp: AbortSignal): Promise<Settings> {
  return decodeSettings(await ask(`settings?${new URLSearchParams({ service })}`, givenUp));
}

/** The last changes, the newest first. */
export async function fetchChanges(givenUp: AbortSignal): Promise<Change[]> {
  const answer = new JsonObject(await ask("settings/changes?limit=50", givenUp), "changes");
  return answer.objects("changes").map((change) => ({
    atMillis: change.number("at_millis"),
    service: change.text("service"),
    by: change.text("by"),
    address: change.text("address"),
    before: decodeAgentSettings(change.object("before")),
    after: decodeAgentSettings(change.object("after")),
  }));
}

/** Asks something else of agents. Rejects with a Refusal that names the field. */
export async function changeSettings(service: string, draft: Draft, by: string): Promise<Settings> {
  const parameters = new URLSearchParams({ service, by, enabled: String(draft.enabled) });
  for (const { name } of NUMBERS) parameters.set(name, draft[name].trim() || "0");
  return decodeSettings(await post(`settings?${parameters}`));
}

export function draftOf(settings: AgentSettings): Draft {
  const texts = NUMBERS.map(({ name }) => [name, settings[name] > 0 ? String(settings[name]) : ""]);
  return { ...Object.fromEntries(texts), enabled: settings.enabled } as Draft;
}

/** What a change changed, in words: `cpu_hz 0 → 20`. */
export function changedIn({ before, after }: Change): string[] {
  const words = NUMBERS.filter(({ name }) => before[name] !== after[name]).map(
    ({ name }) => `${name} ${shown(before[name])} → ${shown(after[name])}`,
  );
  if (before.enabled !== after.enabled)
    words.unshift(after.enabled ? "switched on" : "switched off");
  return words;
}

function shown(value: number): string {
  return value === 0 ? "the agent’s own" : String(value);
}

function decodeSettings(answer: unknown): Settings {
  const json = new JsonObject(answer, "settings");
  return {
    service: json.text("service"),
    settings: decodeAgentSettings(json.object("settings")),
    effective: decodeAgentSettings(json.object("effective")),
  };
}

function decodeAgentSettings(json: JsonObject): AgentSettings {
  return {
    enabled: json.flag("enabled"),
    cpu_hz: json.number("cpu_hz"),
    wall_hz: json.number("wall_hz"),
    report_seconds: json.number("report_seconds"),
    max_depth: json.number("max_depth"),
  };
}
