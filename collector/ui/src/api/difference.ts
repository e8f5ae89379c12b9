import type { FrameTable } from "../flame/tree";
import type { Unit } from "./answers";
import { fetchJson } from "./client";
import { checkAscents, decodeFrames, decodeUnit, sameLength } from "./decode";
import { JsonObject } from "./json";

/** One of two selections, and what was found. */
export interface SideTotal {
  readonly fromMillis: number;
  readonly toMillis: number;
  readonly labels: Readonly<Record<string, readonly string[]>>;
  readonly profiles: number;
  readonly samples: number;
  readonly total: number;
  readonly observedSeconds: number; // of all agents together
  readonly perSecond: number;
}

/** An estimate and its interval of 95 %; null where nothing is known. */
export interface Estimate {
  readonly share: number | null; // 0.05 is 5 % more
  readonly low: number | null;
  readonly high: number | null;
}

/** Self values and samples of one side, one entry a node, the root first. */
export interface SideColumns {
  readonly self: readonly number[];
  readonly samples: readonly number[];
}

/** The paths of both sides in one tree. Entry i of the first two describes node i + 1. */
export interface DifferenceColumns {
  readonly frames: FrameTable;
  readonly ascents: readonly number[];
  readonly frameIndexes: readonly number[];
  readonly before: SideColumns;
  readonly after: SideColumns;
}

/** How the self values of functions changed, on the scale: entry i of each column is function i. */
export interface FunctionChanges {
  readonly count: number; // of functions that there are
  readonly frames: FrameTable;
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly low: readonly number[]; // of the interval of 95 % around the change
  readonly high: readonly number[];
  readonly beforeSamples: readonly number[];
  readonly afterSamples: readonly number[];
}

/** Two selections side by side. */
export interface Difference {
  readonly service: string;
  readonly measure: string;
  readonly unit: Unit;
  readonly scale: "share" | "per_second";
  readonly before: SideTotal;
  readonly after: SideTotal;
  readonly change: Estimate; // of the value per second
  readonly columns: DifferenceColumns;
  readonly functions: FunctionChanges;
}

/** The address of an answer of `/difference`. */
export function differenceUrl(question: URLSearchParams): string {
  return `api/v1/difference?${question}`;
}

/** Two selections side by side. Rejects with a sentence for the reader, or once given up. */
export async function fetchDifference(
  question: URLSearchParams,
  givenUp: AbortSignal,
): Promise<Difference> {
  return decodeDifference(await fetchJson(differenceUrl(question), givenUp));
}

/** Two selections, of an answer of `/difference`. Throws where columns do not fit together. */
export function decodeDifference(answer: unknown): Difference {
  const json = new JsonObject(answer, "difference");
  const change = json.object("change");
  return {
    service: json.text("service"),
    measure: json.text("measure"),
    unit: decodeUnit(json.text("unit")),
    scale: json.text("scale") === "per_second" ? "per_second" : "share",
    before: decodeSide(json.object("before")),
    after: decodeSide(json.object("after")),
    change: {
      share: change.knownNumber("share"),
      low: change.knownNumber("low"),
      high: change.knownNumber("high"),
    },
    columns: decodeColumns(json.object("tree"), decodeFrames(json)),
    functions: decodeFunctions(json.object("functions")),
  };
}

function decodeSide(json: JsonObject): SideTotal {
  const labels = json.object("labels");
  return {
    fromMillis: json.number("from_millis"),
    toMillis: json.number("to_millis"),
    labels: Object.fromEntries(labels.names().map((name) => [name, labels.texts(name)])),
    profiles: json.number("profiles"),
    samples: json.number("samples"),
    total: json.number("total"),
    observedSeconds: json.number("observed_seconds"),
    perSecond: json.number("per_second"),
  };
}

function decodeColumns(json: JsonObject, frames: FrameTable): DifferenceColumns {
  const frameIndexes = json.indexes("frame_indexes", frames.functions.length);
  const ascents = json.indexes("ascents", frameIndexes.length);
  const before = { self: json.numbers("before_self"), samples: json.numbers("before_samples") };
  const after = { self: json.numbers("after_self"), samples: json.numbers("after_samples") };
  const nodes = frameIndexes.length + 1;
  sameLength("tree", nodes, before.self, before.samples, after.self, after.samples);
  sameLength("tree", frameIndexes.length, ascents);
  checkAscents(ascents);
  return { frames, ascents, frameIndexes, before, after };
}

function decodeFunctions(json: JsonObject): FunctionChanges {
  const functions = {
    count: json.number("count"),
    frames: decodeFrames(json),
    before: json.numbers("before"),
    after: json.numbers("after"),
    low: json.signedNumbers("low"),
    high: json.signedNumbers("high"),
    beforeSamples: json.numbers("before_samples"),
    afterSamples: json.numbers("after_samples"),
  };
  const { before, after, low, high, beforeSamples, afterSamples } = functions;
  const rows = functions.frames.functions.length;
  sameLength("functions", rows, before, after, low, high, beforeSamples, afterSamples);
  return functions;
}
