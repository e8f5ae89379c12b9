import type { Timeline } from "../api/answers";
import { formatBytes } from "../format";

/** A measure over time as rates: per second of clock time, one entry a step. */
export interface Rates {
  readonly seconds: readonly number[]; // Unix time of the middle of each step
  readonly states: readonly { readonly state: string; readonly rates: Rate[] }[];
}

/** Null where nothing is known. */
export type Rate = number | null;

const MICROS_PER_MILLI = 1_000;

/**
 * Seconds of CPU or threads per second, bytes or samples per second. A step of which agents saw only a
 * part, as the first and the last, is taken for that part.
 */
export function ratesOf({ fromMillis, stepMillis, unit, observedMillis, states }: Timeline): Rates {
  const perSecond = unit === "microseconds" ? MICROS_PER_MILLI : 1 / 1_000;
  const lengths = observedMillis.map((observed) => Math.min(stepMillis, observed) * perSecond);
  return {
    seconds: observedMillis.map((_, step) => (fromMillis + (step + 0.5) * stepMillis) / 1_000),
    states: states.map(({ state, values }) => ({
      state,
      rates: values.map((value, step) => (value === null ? null : value / lengths[step])),
    })),
  };
}

/** Each state on top of those before it. */
export function stacked({ seconds, states }: Rates): Rates {
  let below: readonly Rate[] = [];
  return {
    seconds,
    states: states.map(({ state, rates }) => {
      const sums = rates.map((rate, step) => (rate === null ? null : rate + (below[step] ?? 0)));
      below = sums;
      return { state, rates: sums };
    }),
  };
}

/** What a rate of a measure is a rate of. */
export function rateTitle(measure: string): string {
  switch (measure) {
    case "cpu_time":
      return "busy cores";
    case "wall_time":
      return "threads";
    case "lock_time":
      return "threads waiting for locks";
    case "allocated_bytes":
      return "allocated per second";
    default:
      return "samples per second";
  }
}

/** A rate in few characters: `0.25`, `12.5`, `1,204`, `4.00 MiB`. */
export function formatRate(rate: number, measure: string): string {
  if (measure === "allocated_bytes") return formatBytes(rate);
  if (rate >= 100) return Math.round(rate).toLocaleString("en-US");
  return String(Number(rate.toPrecision(3)));
}
