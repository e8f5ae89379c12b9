import type { Heap } from "../api/heap";
import { csvOf } from "../csv";
import type { ClassOrder, HeapCounted } from "../page/heapLook";
import { columnOf, lastKnown } from "./layers";
import { type Slope, slopeOf } from "./slope";

/** A class as a row of the table. */
export interface ClassRow {
  readonly name: string;
  readonly last: number; // the last that is known
  readonly share: number; // of all classes at that time
  readonly slope: Slope | null;
}

/** The classes in an order: by name ascending, else descending; without a slope after those with one. */
export function classRows(heap: Heap, counted: HeapCounted, order: ClassOrder): ClassRow[] {
  const whole = columnOf(heap, counted);
  const rows = heap.classes.map((one): ClassRow => {
    const column = columnOf(one, counted);
    const at = column.findLastIndex((value) => value !== null);
    const last = lastKnown(column) ?? 0;
    const total = whole[at] ?? 0;
    return {
      name: one.className,
      last,
      share: total > 0 ? last / total : 0,
      slope: slopeOf(column, heap.stepMillis),
    };
  });
  const growth = ({ slope }: ClassRow): number => slope?.perHour ?? Number.NEGATIVE_INFINITY;
  const byName = (a: ClassRow, b: ClassRow): number =>
    a.name < b.name ? -1 : Number(a.name > b.name);
  switch (order) {
    case "name":
      return rows.sort(byName);
    case "last":
      return rows.sort((a, b) => b.last - a.last || byName(a, b));
    case "slope":
      return rows.sort((a, b) => compare(growth(b), growth(a)) || byName(a, b));
  }
}

/** All of the table, in this order. */
export function classesCsv(rows: readonly ClassRow[], counted: HeapCounted): string {
  const what = counted === "size" ? "bytes" : "objects";
  return csvOf(
    ["class", what, "share", `${what}_per_hour`, "low", "high", "points"],
    rows.map(({ name, last, share, slope }) => [
      name,
      last,
      share,
      slope?.perHour ?? null,
      slope?.low ?? null,
      slope?.high ?? null,
      slope?.points ?? null,
    ]),
  );
}

function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
