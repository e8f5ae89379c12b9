import { fetchJson } from "./client";
import { sameLength } from "./decode";
import { JsonObject } from "./json";

/** A column with one entry a step; null where nothing is known. */
export type KnownColumn = readonly (number | null)[];

/** One class over time; null also where no process listed it among its largest. */
export interface ClassColumn {
  readonly className: string;
  readonly objects: KnownColumn;
  readonly bytes: KnownColumn;
}

/** Heap summaries over time: of each process the last in a step, added. */
export interface Heap {
  readonly fromMillis: number; // of the first step
  readonly stepMillis: number;
  readonly counted: readonly string[]; // all_objects, live_objects; empty where there was no summary
  readonly longestStallMicros: number;
  readonly instances: readonly number[]; // that had a summary
  readonly objects: KnownColumn; // of all classes
  readonly bytes: KnownColumn;
  readonly classes: readonly ClassColumn[]; // largest first
}

/** Memory and garbage collection over time: gauges of one process, collections of all together. */
export interface Processes {
  readonly fromMillis: number; // of the first step
  readonly stepMillis: number;
  readonly observedMillis: readonly number[];
  readonly residentBytes: KnownColumn;
  readonly heapBytes: KnownColumn;
  readonly heapPeakBytes: KnownColumn;
  readonly heapLimitBytes: KnownColumn;
  readonly gcCount: readonly number[];
  readonly gcMicros: readonly number[];
}

/** The address of an answer of `/heap`. */
export function heapUrl(question: URLSearchParams): string {
  return `api/v1/heap?${question}`;
}

/** Heap summaries over time. Rejects with a sentence for the reader, or once given up. */
export async function fetchHeap(question: URLSearchParams, givenUp: AbortSignal): Promise<Heap> {
  return decodeHeap(await fetchJson(heapUrl(question), givenUp));
}

/** Memory and garbage collection over time. Rejects as fetchHeap. */
export async function fetchProcesses(
  question: URLSearchParams,
  givenUp: AbortSignal,
): Promise<Processes> {
  return decodeProcesses(await fetchJson(`api/v1/processes?${question}`, givenUp));
}

/** An answer of `/heap`. Throws where columns do not fit together. */
export function decodeHeap(answer: unknown): Heap {
  const json = new JsonObject(answer, "heap");
  const instances = json.numbers("instances");
  const column = (from: JsonObject, name: string): KnownColumn => {
    const values = from.knownNumbers(name);
    sameLength("heap", instances.length, values);
    return values;
  };
  return {
    fromMillis: json.number("from_millis"),
    stepMillis: json.number("step_millis"),
    counted: json.texts("counted"),
    longestStallMicros: json.number("longest_stall_micros"),
    instances,
    objects: column(json, "objects"),
    bytes: column(json, "bytes"),
    classes: json.objects("classes").map((one) => ({
      className: one.text("class_name"),
      objects: column(one, "objects"),
      bytes: column(one, "bytes"),
    })),
  };
}

/** An answer of `/processes`. Throws where columns do not fit together. */
export function decodeProcesses(answer: unknown): Processes {
  const json = new JsonObject(answer, "processes");
  const processes = {
    fromMillis: json.number("from_millis"),
    stepMillis: json.number("step_millis"),
    observedMillis: json.numbers("observed_millis"),
    residentBytes: json.knownNumbers("resident_bytes"),
    heapBytes: json.knownNumbers("heap_bytes"),
    heapPeakBytes: json.knownNumbers("heap_peak_bytes"),
    heapLimitBytes: json.knownNumbers("heap_limit_bytes"),
    gcCount: json.numbers("gc_count"),
    gcMicros: json.numbers("gc_micros"),
  };
  sameLength(
    "processes",
    processes.observedMillis.length,
    processes.residentBytes,
    processes.heapBytes,
    processes.heapPeakBytes,
    processes.heapLimitBytes,
    processes.gcCount,
    processes.gcMicros,
  );
  return processes;
}
