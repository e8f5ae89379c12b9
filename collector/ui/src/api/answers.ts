import type { CallTree } from "../flame/tree";

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
