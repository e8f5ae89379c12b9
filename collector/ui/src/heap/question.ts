import { type Query, windowOf } from "../page/query";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MOST_STEPS = 120;

// Agents count at most every five minutes: in ten, none that reports is missing.
const STEPS = [10 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR];

/** How many classes are asked for; the others are known as a sum. */
export const CLASSES = 200;

/** The parameters of a question about the heap over time, in steps that begin at whole ones. */
export function heapQuestion(query: Query, nowMillis: number): URLSearchParams {
  const { fromMillis, toMillis } = windowOf(query.range, nowMillis);
  const step = stepOf(toMillis - fromMillis);
  const parameters = new URLSearchParams({
    service: query.service,
    from_millis: String(Math.floor(fromMillis / step) * step),
    to_millis: String(toMillis),
    step_millis: String(step),
  });
  for (const label of query.labels) parameters.append("label", label);
  return parameters;
}

/** The shortest of a few steps of which not too many cover a range. */
export function stepOf(rangeMillis: number): number {
  const least = rangeMillis / MOST_STEPS;
  return STEPS.find((step) => step >= least) ?? Math.ceil(least / (24 * HOUR)) * 24 * HOUR;
}
