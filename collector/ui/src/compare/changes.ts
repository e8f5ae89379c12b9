import type { FunctionChanges } from "../api/difference";
import { csvOf } from "../csv";
import type { Order } from "../page/comparison";
import { isSure } from "./interval";

const LANGUAGES = ["unspecified", "java", "python", "native", "kernel", "other"];

/**
 * The functions in an order: by name ascending, else descending; those whose change may be chance after
 * those where it is none, where changes are compared. Of equals the one that the collector names first.
 */
export function rankedChanges(changes: FunctionChanges, order: Order): number[] {
  const rows = [...changes.before.keys()];
  const change = (row: number): number => Math.abs(changes.after[row] - changes.before[row]);
  const samples = (row: number): number => changes.beforeSamples[row] + changes.afterSamples[row];
  const names = changes.frames.names;
  switch (order) {
    case "name":
      return rows.sort((a, b) => (names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : a - b));
    case "before":
      return rows.sort((a, b) => changes.before[b] - changes.before[a] || a - b);
    case "after":
      return rows.sort((a, b) => changes.after[b] - changes.after[a] || a - b);
    case "samples":
      return rows.sort((a, b) => samples(b) - samples(a) || a - b);
    case "change":
      return rows.sort(
        (a, b) =>
          Number(isSureAt(changes, b)) - Number(isSureAt(changes, a)) ||
          change(b) - change(a) ||
          a - b,
      );
  }
}

/** Whether the interval of a function's change leaves out 0. */
export function isSureAt({ low, high }: FunctionChanges, row: number): boolean {
  return isSure({ low: low[row], high: high[row] });
}

/** All of the table, in this order. */
export function changesCsv(changes: FunctionChanges, rows: readonly number[]): string {
  const { frames } = changes;
  const head = ["language", "owner", "function", "before", "after", "change", "low", "high"];
  return csvOf(
    [...head, "before_samples", "after_samples"],
    rows.map((row) => [
      LANGUAGES[frames.languages[row]] ?? "",
      frames.owners[row],
      frames.functions[row],
      changes.before[row],
      changes.after[row],
      changes.after[row] - changes.before[row],
      changes.low[row],
      changes.high[row],
      changes.beforeSamples[row],
      changes.afterSamples[row],
    ]),
  );
}
