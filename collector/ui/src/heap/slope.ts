/** How fast something grows, and the interval of 95 % around that, by unit of time. */
export interface Slope {
  readonly perHour: number;
  readonly low: number;
  readonly high: number;
  readonly points: number;
}

const HOUR_MILLIS = 3_600_000;
const NORMAL_95 = 1.959964;

/** Fewer points say nothing of a slope. */
export const LEAST_POINTS = 6;

/**
 * The median of the slopes between all pairs of points, which a few outliers do not move (Theil, 1950),
 * with the interval by Sen (Journal of the American Statistical Association 63, 1968). Null entries are
 * left out; null where fewer than LEAST_POINTS remain.
 */
export function slopeOf(values: readonly (number | null)[], stepMillis: number): Slope | null {
  const points = values.flatMap((value, step) => (value === null ? [] : [{ value, step }]));
  const n = points.length;
  if (n < LEAST_POINTS) return null;
  const slopes = new Float64Array((n * (n - 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      slopes[at++] = (points[j].value - points[i].value) / (points[j].step - points[i].step);
    }
  }
  slopes.sort();
  // Of Kendall's statistic, without regard to ties: with them the interval is wider than it need be.
  const spread = NORMAL_95 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const below = Math.max(0, Math.floor((slopes.length - spread) / 2) - 1);
  const above = Math.min(slopes.length - 1, Math.ceil((slopes.length + spread) / 2));
  const perHour = HOUR_MILLIS / stepMillis;
  return {
    perHour: middleOf(slopes) * perHour,
    low: slopes[below] * perHour,
    high: slopes[above] * perHour,
    points: n,
  };
}

/** Whether the interval leaves out 0. */
export function isGrowing({ low }: Slope): boolean {
  return low > 0;
}

function middleOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
