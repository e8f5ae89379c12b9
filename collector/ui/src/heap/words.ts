import { formatBytes, formatCount } from "../format";
import type { HeapCounted } from "../page/heapLook";
import type { Slope } from "./slope";

/** An amount of what is counted: `4.00 KiB`, `1,204`. */
export function formatAmount(counted: HeapCounted, amount: number): string {
  return counted === "size" ? formatBytes(amount) : formatCount(amount);
}

/** How fast an amount grows: `+4.00 KiB/h`, and `−`; without a sign where it stays. */
export function formatSlope(counted: HeapCounted, perHour: number): string {
  const text = `${formatAmount(counted, Math.abs(perHour))}/h`;
  if (formatAmount(counted, Math.abs(perHour)) === formatAmount(counted, 0)) return text;
  return perHour < 0 ? `−${text}` : `+${text}`;
}

/** The interval of a slope, in words. */
export function slopeInterval(counted: HeapCounted, { low, high }: Slope): string {
  return `${formatSlope(counted, low)} to ${formatSlope(counted, high)}`;
}

/** How objects were counted, in one sentence. */
export function countedTitle(counted: string): string {
  switch (counted) {
    case "all_objects":
      return "all objects, garbage included";
    case "live_objects":
      return "live objects, after a full collection";
    default:
      return "in a way that is not known";
  }
}
