import type { Unit } from "../api/answers";
import type { Difference, Estimate, SideTotal } from "../api/difference";
import { formatCount, formatShare, formatValue } from "../format";
import type { Scale } from "../page/comparison";
import { measureTitle } from "../page/words";
import { leastTellable } from "./interval";

/** Where more than so much is needed to tell a change from chance, the reader is warned. */
const HARD_TO_TELL = 0.03;
const EXAMPLE_SHARE = 0.1;
const NOTHING = 5e-5; // rounded to nothing it has no sign

/** A value on a scale: `12.3 %`, `12.3 ms/s`. */
export function formatOn(scale: Scale, unit: Unit, value: number): string {
  return scale === "share" ? formatShare(value, 1) : `${formatValue(value, unit)}/s`;
}

/** A change on a scale: `+1.20 pt` (points of a hundred), `−12.3 ms/s`. */
export function formatChange(scale: Scale, unit: Unit, change: number): string {
  const size = Math.abs(change);
  const text = scale === "share" ? `${points(size)} pt` : formatOn(scale, unit, size);
  return signed(size < NOTHING ? 0 : change, text);
}

/** How much a rate grew: `+12.3 %`. */
export function formatGrowth(share: number): string {
  return signed(share, `${(100 * Math.abs(share)).toFixed(1)} %`);
}

/** What one side is worth: `220 ms of CPU time per second of an agent`. */
export function rateOf(side: SideTotal, { unit, measure }: Difference): string {
  return `${formatValue(side.perSecond, unit)} of ${measureTitle(measure)} per second of an agent`;
}

/** The interval of an estimate, and whether it leaves out no change. */
export function intervalOf({ low, high }: Estimate): string {
  if (low === null || high === null) return "too few profiles to say how sure that is";
  const chance = low > 0 || high < 0 ? "" : ": it may be chance";
  return `95 %: ${formatGrowth(low)} to ${formatGrowth(high)}${chance}`;
}

/** How little can be told from so many samples, and whether that is a warning. */
export function tellable(before: SideTotal, after: SideTotal): { text: string; warns: boolean } {
  const least = leastTellable(EXAMPLE_SHARE, before.samples, after.samples);
  return {
    warns: least > HARD_TO_TELL,
    text:
      `A counted ${formatCount(before.samples)} samples, B ${formatCount(after.samples)}: what takes ` +
      `${formatShare(EXAMPLE_SHARE, 1)} must change by ${points(least)} points (pt) to be told from chance. ` +
      "What may be chance is grey.",
  };
}

function points(share: number): string {
  const value = 100 * share;
  return value.toFixed(2);
}

function signed(value: number, text: string): string {
  if (value === 0) return text;
  return value < 0 ? `−${text}` : `+${text}`;
}
