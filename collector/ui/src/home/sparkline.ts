/** A place in a picture, in pixels from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Where the values of equal steps lie in a picture: one run of points for each stretch without a gap, each
 * step as wide as the others. The largest value touches the upper edge but for the line's half width.
 */
export function points(
  values: readonly (number | null)[],
  width: number,
  height: number,
): Point[][] {
  const most = Math.max(0, ...values.map((value) => value ?? 0));
  const step = width / Math.max(1, values.length);
  const yOf = (value: number) =>
    round(most === 0 ? height - 1 : height - 1 - (value / most) * (height - 2));
  const runs: Point[][] = [];
  values.forEach((value, i) => {
    if (value === null) return;
    if (i === 0 || values[i - 1] === null) runs.push([]);
    const run = runs[runs.length - 1];
    run.push({ x: round(i * step), y: yOf(value) }, { x: round((i + 1) * step), y: yOf(value) });
  });
  return runs;
}

function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
