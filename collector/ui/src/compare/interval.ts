import type { SideTotal } from "../api/difference";

// Of the normal distribution: 95 % lie within so many standard deviations.
const NORMAL_95 = 1.959964;

/** A value of one side and the samples that it was counted by. */
export interface Counted {
  readonly value: number;
  readonly samples: number;
}

/** How a value changed on a scale, and the interval of 95 % around that. */
export interface Change {
  readonly before: number;
  readonly after: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Shares of each side's total. The interval is the one for the difference of two proportions by Agresti
 * and Caffo (The American Statistician 54, 2000), as the collector computes it for functions.
 */
export function changeOfShare(
  from: Counted,
  to: Counted,
  before: SideTotal,
  after: SideTotal,
): Change {
  const [first, second] = [proportion(from, before), proportion(to, after)];
  const error = NORMAL_95 * Math.sqrt(variance(first, before) + variance(second, after));
  return {
    before: before.total > 0 ? from.value / before.total : 0,
    after: after.total > 0 ? to.value / after.total : 0,
    low: second - first - error,
    high: second - first + error,
  };
}

/** Values for each second that an agent observed. Counts of samples are taken to be Poisson's. */
export function changePerSecond(
  from: Counted,
  to: Counted,
  before: SideTotal,
  after: SideTotal,
): Change {
  const first = perSecond(from.value, before);
  const second = perSecond(to.value, after);
  const error = NORMAL_95 * Math.hypot(errorOf(from, before), errorOf(to, after));
  return {
    before: first,
    after: second,
    low: second - first - error,
    high: second - first + error,
  };
}

/** Whether the interval leaves out 0. */
export function isSure({ low, high }: { readonly low: number; readonly high: number }): boolean {
  return low > 0 || high < 0;
}

/** By how much a share must change at least to be told from chance, where it is this large before. */
export function leastTellable(share: number, beforeSamples: number, afterSamples: number): number {
  const spread = (samples: number): number => (share * (1 - share)) / (samples + 2);
  return NORMAL_95 * Math.sqrt(spread(beforeSamples) + spread(afterSamples));
}

function proportion({ samples }: Counted, side: SideTotal): number {
  return (samples + 1) / (side.samples + 2);
}

function variance(share: number, side: SideTotal): number {
  return (share * (1 - share)) / (side.samples + 2);
}

function perSecond(value: number, side: SideTotal): number {
  return side.observedSeconds > 0 ? value / side.observedSeconds : 0;
}

// Of no sample the error is that of one, worth what a sample of the side is on average.
function errorOf({ value, samples }: Counted, side: SideTotal): number {
  if (side.observedSeconds === 0 || side.samples === 0) return 0;
  return samples === 0
    ? side.total / side.samples / side.observedSeconds
    : value / Math.sqrt(samples) / side.observedSeconds;
}
