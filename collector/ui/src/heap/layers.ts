import type { Heap, KnownColumn } from "../api/heap";
import type { HeapCounted } from "../page/heapLook";

/** Classes over time on top of each other, the largest at the bottom, all others together on top. */
export interface Layers {
  readonly names: readonly string[]; // "" for all others together
  readonly values: readonly KnownColumn[]; // of each layer
  readonly tops: readonly KnownColumn[]; // of each layer and those below it
}

/** The column of what is counted. */
export function columnOf(
  of: { readonly objects: KnownColumn; readonly bytes: KnownColumn },
  counted: HeapCounted,
): KnownColumn {
  return counted === "size" ? of.bytes : of.objects;
}

/** The last entry that is known; null where none is. */
export function lastKnown(column: KnownColumn): number | null {
  return column.findLast((value) => value !== null) ?? null;
}

/**
 * The largest classes by what is counted at their most, and the others as what remains of the whole.
 * Where no process listed a class it is unknown, and counts for the others. Null in a gap.
 *
 * @param chosen a class that is among them wherever it stands; "" for none
 */
export function layersOf(heap: Heap, counted: HeapCounted, most: number, chosen: string): Layers {
  const whole = columnOf(heap, counted);
  const largest = heap.classes
    .map((one) => ({ name: one.className, column: columnOf(one, counted) }))
    .sort((a, b) => highest(b.column) - highest(a.column));
  const shown = largest.slice(0, most);
  const missing = largest.slice(most).find(({ name }) => name === chosen);
  if (missing) shown.splice(-1, 1, missing);
  const values = shown.map(({ column }) =>
    whole.map((total, step) => (total === null ? null : (column[step] ?? 0))),
  );
  const rest = whole.map((total, step) =>
    total === null ? null : Math.max(0, total - sumAt(values, step)),
  );
  const all = [...values, rest];
  const tops = all.map((_, layer) =>
    whole.map((total, step) => (total === null ? null : sumAt(all.slice(0, layer + 1), step))),
  );
  return { names: [...shown.map(({ name }) => name), ""], values: all, tops };
}

/** The layer that covers a height at a step; -1 above all, and in a gap. */
export function layerAt({ tops }: Layers, step: number, height: number): number {
  return tops.findIndex((column) => height <= (column[step] ?? -1));
}

function highest(column: KnownColumn): number {
  return column.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

function sumAt(columns: readonly KnownColumn[], step: number): number {
  return columns.reduce<number>((sum, column) => sum + (column[step] ?? 0), 0);
}
