import type { CallTree, FrameTable } from "../flame/tree";

/** A language runtime that a service was seen with. */
export interface Runtime {
  readonly language: string; // java, python, …
  readonly name: string;
  readonly version: string;
}

/** One kind of number that a service reports. */
export interface SeriesName {
  readonly measure: string;
  readonly state: string;
}

/** A service and what can be asked about it. */
export interface Service {
  readonly service: string;
  readonly runtimes: readonly Runtime[];
  readonly instances: number;
  readonly profiles: number;
  readonly firstMillis: number;
  readonly lastMillis: number; // end of the last window
  readonly labels: Readonly<Record<string, readonly string[]>>;
  readonly series: readonly SeriesName[];
}

export type Unit = "microseconds" | "bytes" | "samples";

/** The merged profile of a service over a time range. Total 0 where there was nothing to merge. */
export interface Flamegraph {
  readonly service: string;
  readonly fromMillis: number;
  readonly toMillis: number;
  readonly measure: string;
  readonly unit: Unit;
  readonly profiles: number;
  readonly instances: number;
  readonly firstMillis: number;
  readonly lastMillis: number;
  readonly samples: number;
  readonly total: number;
  readonly estimated: readonly string[];
  readonly pruned: { readonly nodes: number; readonly value: number };
  readonly tree: CallTree;
}

/** A measure over time, by thread state. Every column has one entry a step. */
export interface Timeline {
  readonly fromMillis: number; // of the first step
  readonly stepMillis: number;
  readonly unit: Unit;
  readonly observedMillis: readonly number[]; // of all agents together
  readonly states: readonly StateColumn[];
}

/** What was sampled in one thread state; null in a gap, of which nothing is known. */
export interface StateColumn {
  readonly state: string;
  readonly values: readonly (number | null)[];
}

/** The most expensive lines: entry i of every column, and of the frame table, describes row i. */
export interface TopLines {
  readonly unit: Unit;
  readonly total: number; // of all lines
  readonly count: number; // of lines that there are
  readonly frames: FrameTable;
  readonly lines: readonly number[];
  readonly self: readonly number[];
  readonly totals: readonly number[];
  readonly samples: readonly number[]; // of the stacks that the line is on
}

/** One function wherever it was called. Both trees begin with it, and are empty where it was not. */
export interface FrameCalls {
  readonly unit: Unit;
  readonly total: number; // of all functions
  readonly self: number;
  readonly callers: CallTree;
  readonly callees: CallTree;
}
