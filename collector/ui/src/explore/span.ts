/** A part of time, end excluded. */
export interface Span {
  readonly fromMillis: number;
  readonly toMillis: number;
}

const LEAST_MILLIS = 1_000;

/**
 * The span that a key leads to: left and right by a quarter, plus to its middle half, minus to twice its
 * length around the same middle; never below a second. Null for every other key.
 */
export function moved({ fromMillis, toMillis }: Span, key: string): Span | null {
  const length = toMillis - fromMillis;
  const quarter = Math.round(length / 4);
  switch (key) {
    case "ArrowLeft":
      return { fromMillis: fromMillis - quarter, toMillis: toMillis - quarter };
    case "ArrowRight":
      return { fromMillis: fromMillis + quarter, toMillis: toMillis + quarter };
    case "+":
      return length < 2 * LEAST_MILLIS
        ? null
        : { fromMillis: fromMillis + quarter, toMillis: toMillis - quarter };
    case "-":
      return { fromMillis: fromMillis - 2 * quarter, toMillis: toMillis + 2 * quarter };
    default:
      return null;
  }
}
