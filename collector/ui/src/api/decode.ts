import { fullName } from "../flame/label";
import { buildTree, type CallTree, type FrameTable, type TreeColumns } from "../flame/tree";
import type { Flamegraph, FrameCalls, Service, Timeline, TopLines, Unit } from "./answers";
import { JsonObject } from "./json";

/** The services of an answer of `/services`. Throws where it is not one. */
export function decodeServices(answer: unknown): Service[] {
  return new JsonObject(answer, "services").objects("services").map((service) => ({
    service: service.text("service"),
    runtimes: service.objects("runtimes").map((runtime) => ({
      language: runtime.text("language"),
      name: runtime.text("name"),
      version: runtime.text("version"),
    })),
    instances: service.number("instances"),
    profiles: service.number("profiles"),
    firstMillis: service.number("first_millis"),
    lastMillis: service.number("last_millis"),
    labels: decodeLabels(service.object("labels")),
    series: service.objects("series").map((series) => ({
      measure: series.text("measure"),
      state: series.text("state"),
    })),
  }));
}

/** The merged profile of an answer of `/flamegraph`. Throws where columns do not fit together. */
export function decodeFlamegraph(answer: unknown): Flamegraph {
  const json = new JsonObject(answer, "flamegraph");
  const frames = decodeFrames(json);
  const pruned = json.object("pruned");
  return {
    service: json.text("service"),
    fromMillis: json.number("from_millis"),
    toMillis: json.number("to_millis"),
    measure: json.text("measure"),
    unit: decodeUnit(json.text("unit")),
    profiles: json.number("profiles"),
    instances: json.number("instances"),
    firstMillis: json.number("first_millis"),
    lastMillis: json.number("last_millis"),
    samples: json.number("samples"),
    total: json.number("total"),
    estimated: json.texts("estimated"),
    pruned: { nodes: pruned.number("nodes"), value: pruned.number("value") },
    tree: decodeTree(json.object("tree"), frames),
  };
}

/** A measure over time, of an answer of `/timeline`. Throws where columns do not fit together. */
export function decodeTimeline(answer: unknown): Timeline {
  const json = new JsonObject(answer, "timeline");
  const observedMillis = json.numbers("observed_millis");
  const values = json.object("values");
  const states = values.names().map((state) => ({ state, values: values.knownNumbers(state) }));
  for (const column of states) sameLength("timeline", observedMillis.length, column.values);
  return {
    fromMillis: json.number("from_millis"),
    stepMillis: json.number("step_millis"),
    unit: decodeUnit(json.text("unit")),
    observedMillis,
    states,
  };
}

/** The most expensive lines, of an answer of `/lines`. Throws where columns do not fit together. */
export function decodeLines(answer: unknown): TopLines {
  const json = new JsonObject(answer, "lines");
  const rows = json.object("lines");
  const frames = decodeFrames(json);
  const [lines, self] = [rows.numbers("lines"), rows.numbers("self")];
  const [totals, samples] = [rows.numbers("total"), rows.numbers("total_samples")];
  sameLength("lines", frames.functions.length, lines, self, totals, samples);
  return {
    unit: decodeUnit(json.text("unit")),
    total: json.number("total"),
    count: rows.number("count"),
    frames,
    lines,
    self,
    totals,
    samples,
  };
}

/** One function's callers and callees, of an answer of `/frame`. Throws as decodeFlamegraph. */
export function decodeFrameCalls(answer: unknown): FrameCalls {
  const json = new JsonObject(answer, "frame");
  const side = (name: string): CallTree => {
    const tree = json.object(name);
    return decodeTree(tree.object("tree"), decodeFrames(tree));
  };
  return {
    unit: decodeUnit(json.text("unit")),
    total: json.number("total"),
    self: json.object("function").number("self"),
    callers: side("callers"),
    callees: side("callees"),
  };
}

function decodeLabels(labels: JsonObject): Record<string, string[]> {
  return Object.fromEntries(labels.names().map((name) => [name, labels.texts(name)]));
}

/** The word of a unit. Throws where it is none. */
export function decodeUnit(unit: string): Unit {
  if (unit === "microseconds" || unit === "bytes" || unit === "samples") return unit;
  throw new TypeError(`flamegraph.unit is '${unit}'`);
}

/** The table of frames that an object holds. Throws where columns do not fit together. */
export function decodeFrames(json: JsonObject): FrameTable {
  const strings = json.texts("strings");
  const frames = json.object("frames");
  const languages = frames.numbers("languages");
  const owners = frames.indexes("owner_indexes", strings.length);
  const functions = frames.indexes("function_indexes", strings.length);
  sameLength("frames", languages.length, owners, functions);
  return {
    languages,
    owners: owners.map((index) => strings[index]),
    functions: functions.map((index) => strings[index]),
    names: languages.map((language, frame) =>
      fullName(language, strings[owners[frame]], strings[functions[frame]]),
    ),
  };
}

// An empty answer may leave out even the root's entries.
function decodeTree(json: JsonObject, frames: FrameTable): CallTree {
  const frameIndexes = json.indexes("frame_indexes", frames.functions.length);
  const columns: TreeColumns = {
    ascents: json.indexes("ascents", frameIndexes.length),
    frameIndexes,
    self: withRoot(json.numbers("self")),
    samples: withRoot(json.numbers("samples")),
  };
  sameLength("tree", frameIndexes.length, columns.ascents);
  sameLength("tree", frameIndexes.length + 1, columns.self, columns.samples);
  checkAscents(columns.ascents);
  return buildTree(frames, columns);
}

function withRoot(column: number[]): number[] {
  return column.length === 0 ? [0] : column;
}

/** Throws where a node goes up further than the node before it is deep. */
export function checkAscents(ascents: readonly number[]): void {
  let depth = 0;
  ascents.forEach((ascent, entry) => {
    if (ascent > depth) {
      throw new RangeError(`node ${entry + 1} goes up ${ascent} levels from depth ${depth}`);
    }
    depth += 1 - ascent;
  });
}

/** Throws where a column of a table has another length. */
export function sameLength(
  table: string,
  length: number,
  ...columns: readonly (readonly unknown[])[]
): void {
  for (const column of columns) {
    if (column.length !== length) {
      throw new RangeError(`${table} has columns of ${length} and ${column.length} entries`);
    }
  }
}
