import type { FunctionCosts } from "./functions";
import { nameOf } from "./label";
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
  const names = frames.functions.map((_, frame) => nameOf(frames, frame));
  const byName = (a: number, b: number) => (names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : 0);
  const byTotal = (a: number, b: number) => costs.total[b] - costs.total[a] || byName(a, b);
  const bySelf = (a: number, b: number) => costs.self[b] - costs.self[a] || byTotal(a, b);
  const found = names.map((_, frame) => frame).filter((frame) => !matches || matches.frames[frame]);
  return found.sort({ name: byName, self: bySelf, total: byTotal }[order]);
}
