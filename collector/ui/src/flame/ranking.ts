import type { FunctionCosts } from "./functions";
import type { Matches } from "./search";
import type { FrameTable } from "./tree";

export type Order = "name" | "self" | "total";

/** Frames by name ascending or by cost descending (then by total, then by name); only matching ones. */
export function rankedFunctions(
  frames: FrameTable,
  costs: FunctionCosts,
  order: Order,
  matches: Matches | null,
): number[] {
  const byName = (a: number, b: number) => compare(frames.names[a], frames.names[b]);
  const byTotal = (a: number, b: number) => costs.total[b] - costs.total[a] || byName(a, b);
  const bySelf = (a: number, b: number) => costs.self[b] - costs.self[a] || byTotal(a, b);
  const found = [...frames.functions.keys()].filter((frame) => !matches || matches.frames[frame]);
  return found.sort({ name: byName, self: bySelf, total: byTotal }[order]);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
