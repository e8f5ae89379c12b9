import { type Comparison, comparisonOf, writeComparison } from "./comparison";
import { type HeapLook, heapLookOf, writeHeapLook } from "./heapLook";
import { type Look, lookOf, PLAIN, writeLook } from "./look";

/**
 * A time range: the last so many minutes, or from one instant to another (end excluded), which may have
 * been chosen out of the last so many minutes.
 */
export type Range =
  | { readonly lastMinutes: number }
  | { readonly fromMillis: number; readonly toMillis: number; readonly outOfMinutes?: number };

/** What can be asked for: its word in the address, in the API, and on its button. */
export const MEASURES = [
  { key: "cpu", measure: "cpu_time", title: "CPU" },
  { key: "wall", measure: "wall_time", title: "Wall" },
  { key: "alloc", measure: "allocated_bytes", title: "Allocation" },
  { key: "lock", measure: "lock_time", title: "Lock" },
  { key: "samples", measure: "samples", title: "Samples" },
] as const;

export type Measure = (typeof MEASURES)[number]["key"];

/** The screens of the page: their words in the address. */
export const SCREENS = ["home", "explore", "compare", "heap", "findings", "agents"] as const;

export type Screen = (typeof SCREENS)[number];

/** Everything that decides what the page shows. It lives in the address, so that a link shows the same. */
export interface Query extends Look {
  readonly screen: Screen; // unless it is named, home without a service, and explore with one
  readonly service: string; // "" until one is chosen
  readonly range: Range;
  readonly measure: Measure;
  readonly state: string; // of wall time; "" for all
  readonly labels: readonly string[]; // name=value, sorted
  readonly comparison: Comparison; // in the address of its screen alone
  readonly heap: HeapLook; // likewise
}

export const RANGES = [
  { minutes: 15, key: "15m", title: "15 min" },
  { minutes: 60, key: "1h", title: "1 h" },
  { minutes: 360, key: "6h", title: "6 h" },
  { minutes: 1440, key: "24h", title: "24 h" },
] as const;

const DEFAULT_MINUTES = 60;

/** Reads an address. What is missing or makes no sense is the default. */
export function queryOf(search: string): Query {
  const parameters = new URLSearchParams(search);
  const asked = parameters.get("measure");
  const measure = MEASURES.find(({ key }) => key === asked)?.key ?? "cpu";
  const service = parameters.get("service") ?? "";
  return {
    screen: screenOf(parameters.get("screen"), service),
    service,
    range: rangeOf(parameters),
    measure,
    state: measure === "wall" ? (parameters.get("state") ?? "") : "",
    labels: parameters.getAll("label").filter(isLabel).sort(),
    comparison: comparisonOf(parameters),
    heap: heapLookOf(parameters),
    ...lookOf(parameters),
  };
}

/** The address of a query, "" or beginning with "?"; defaults are left out. */
export function addressOf(query: Query): string {
  const parameters = new URLSearchParams();
  if (query.screen !== usualScreen(query.service)) parameters.set("screen", query.screen);
  if (query.service !== "") parameters.set("service", query.service);
  writeRange(parameters, query.range);
  if (query.measure !== "cpu") parameters.set("measure", query.measure);
  if (query.measure === "wall" && query.state !== "") parameters.set("state", query.state);
  for (const label of query.labels) parameters.append("label", label);
  if (query.screen === "compare") writeComparison(parameters, query.comparison);
  if (query.screen === "heap") writeHeapLook(parameters, query.heap);
  writeLook(parameters, query);
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

/** The instants that a range means now. */
export function windowOf(range: Range, nowMillis: number) {
  if ("fromMillis" in range) return range;
  return { fromMillis: nowMillis - range.lastMinutes * 60_000, toMillis: nowMillis };
}

/** The API's word for a measure. */
export function measureOf(measure: Measure): string {
  return MEASURES.find(({ key }) => key === measure)?.measure ?? measure;
}

/** The parameters of a question to `/flamegraph` about this query now. */
export function flamegraphQuestion(query: Query, nowMillis: number): URLSearchParams {
  const parameters = questionOf(query, nowMillis);
  if (query.view === "callers") parameters.set("first", "callees");
  return parameters;
}

/** The parameters by which the API narrows a question about call trees to this query now. */
export function questionOf(query: Query, nowMillis: number): URLSearchParams {
  const window = windowOf(query.range, nowMillis);
  const parameters = new URLSearchParams({
    service: query.service,
    from_millis: String(window.fromMillis),
    to_millis: String(window.toMillis),
    measure: measureOf(query.measure),
  });
  if (query.state !== "") parameters.append("state", query.state);
  for (const label of query.labels) parameters.append("label", label);
  return parameters;
}

/** The labels with this value for this name, instead of any other value for it; "" takes it away. */
export function withLabel(labels: readonly string[], name: string, value: string): string[] {
  const others = labels.filter((label) => !label.startsWith(`${name}=`));
  return value === "" ? others : [...others, `${name}=${value}`].sort();
}

function screenOf(asked: string | null, service: string): Screen {
  return SCREENS.find((screen) => screen === asked) ?? usualScreen(service);
}

function usualScreen(service: string): Screen {
  return service === "" ? "home" : "explore";
}

function isLabel(text: string): boolean {
  return text.indexOf("=") > 0;
}

function rangeOf(parameters: URLSearchParams): Range {
  const fromMillis = Date.parse(parameters.get("from") ?? "");
  const toMillis = Date.parse(parameters.get("to") ?? "");
  const last = RANGES.find((range) => range.key === parameters.get("last"))?.minutes;
  if (!(fromMillis < toMillis)) return { lastMinutes: last ?? DEFAULT_MINUTES };
  return last === undefined
    ? { fromMillis, toMillis }
    : { fromMillis, toMillis, outOfMinutes: last };
}

/** A part of a range, which knows the minutes that it was chosen out of. */
export function partOf(range: Range, fromMillis: number, toMillis: number): Range {
  const outOfMinutes = "fromMillis" in range ? range.outOfMinutes : range.lastMinutes;
  return { fromMillis, toMillis, ...(outOfMinutes !== undefined && { outOfMinutes }) };
}

/** The range that a part was chosen out of, the usual one where that is not known. */
export function wholeOf(range: Range): Range {
  if (!("fromMillis" in range)) return range;
  return { lastMinutes: range.outOfMinutes ?? DEFAULT_MINUTES };
}

function writeRange(parameters: URLSearchParams, range: Range): void {
  if ("fromMillis" in range) {
    parameters.set("from", new Date(range.fromMillis).toISOString());
    parameters.set("to", new Date(range.toMillis).toISOString());
    writeMinutes(parameters, range.outOfMinutes);
  } else if (range.lastMinutes !== DEFAULT_MINUTES) {
    writeMinutes(parameters, range.lastMinutes);
  }
}

function writeMinutes(parameters: URLSearchParams, minutes: number | undefined): void {
  const known = RANGES.find((candidate) => candidate.minutes === minutes);
  if (known) parameters.set("last", known.key);
}

/** What decides which profile is shown, as text: how it is looked at asks for no other. */
export function flamegraphKey(query: Query): string {
  const view = query.view === "callers" ? query.view : PLAIN.view;
  return addressOf({ ...query, ...PLAIN, view });
}

/** The same question about all thread states and all labels. */
export function withoutFilters(query: Query): Query {
  return { ...query, state: "", labels: [] };
}
