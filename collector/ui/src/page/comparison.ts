import { type Query, questionOf, windowOf } from "./query";

/** From one instant to another, end excluded. */
export interface Span {
  readonly fromMillis: number;
  readonly toMillis: number;
}

/** One of the two selections that are compared. */
export interface Side {
  readonly span: Span | null; // null for the usual one: see spansOf
  readonly labels: readonly string[]; // name=value, sorted; beside those of both
}

/** By what the two become comparable: the API's word, its button, and what it means. */
export const SCALES = [
  { key: "share", title: "Share", says: "Normalised: shares of each side's total" },
  {
    key: "per_second",
    title: "Per second",
    says: "Absolute: for each second that an agent observed",
  },
] as const;

export type Scale = (typeof SCALES)[number]["key"];

/** What the width of a frame is. */
export const WIDTHS = [
  { key: "both", title: "A + B", says: "Width is what both sides have together" },
  { key: "after", title: "B", says: "Width is what B has; what only A has is not shown" },
] as const;

export type Width = (typeof WIDTHS)[number]["key"];

export const ORDERS = ["change", "name", "before", "after", "samples"] as const;

/** By which column the table of changes is sorted. */
export type Order = (typeof ORDERS)[number];

/** What is compared, and how it is looked at. A is before, B is after. */
export interface Comparison {
  readonly before: Side;
  readonly after: Side;
  readonly scale: Scale;
  readonly width: Width;
  readonly order: Order;
}

/** The range against as long a time before it. */
export const PREVIOUS: Comparison = {
  before: { span: null, labels: [] },
  after: { span: null, labels: [] },
  scale: "share",
  width: "both",
  order: "change",
};

const MINUTE = 60_000;
const AROUND = 0.05; // of the whole, before and behind the sides

/** Reads the part of an address that says what is compared. What makes no sense is the default. */
export function comparisonOf(parameters: URLSearchParams): Comparison {
  const word = <T extends string>(name: string, words: readonly T[], usual: T): T =>
    words.find((candidate) => candidate === parameters.get(name)) ?? usual;
  return {
    before: sideOf(parameters, "a"),
    after: sideOf(parameters, "b"),
    scale: word(
      "scale",
      SCALES.map(({ key }) => key),
      PREVIOUS.scale,
    ),
    width: word(
      "width",
      WIDTHS.map(({ key }) => key),
      PREVIOUS.width,
    ),
    order: word("changes", ORDERS, PREVIOUS.order),
  };
}

/** Adds to an address what is compared; defaults are left out. */
export function writeComparison(parameters: URLSearchParams, comparison: Comparison): void {
  writeSide(parameters, "a", comparison.before);
  writeSide(parameters, "b", comparison.after);
  const { scale, width, order } = comparison;
  if (scale !== PREVIOUS.scale) parameters.set("scale", scale);
  if (width !== PREVIOUS.width) parameters.set("width", width);
  if (order !== PREVIOUS.order) parameters.set("changes", order);
}

/**
 * When the two sides are: B in the range that is chosen for both, unless it has its own; A as well where
 * their labels differ, else as long before B.
 */
export function spansOf(
  { before, after }: Comparison,
  chosen: Span,
): { before: Span; after: Span } {
  const later = after.span ?? chosen;
  if (before.span) return { before: before.span, after: later };
  const sameLabels = before.labels.join("\n") === after.labels.join("\n");
  return { before: sameLabels ? previous(later) : later, after: later };
}

/** As long a time that ends where this one begins, as far as time goes. */
export function previous({ fromMillis, toMillis }: Span): Span {
  return { fromMillis: Math.max(0, 2 * fromMillis - toMillis), toMillis: fromMillis };
}

/** The time of both sides and a little more, in whole minutes. */
export function around(before: Span, after: Span): Span {
  const from = Math.min(before.fromMillis, after.fromMillis);
  const to = Math.max(before.toMillis, after.toMillis);
  const more = (to - from) * AROUND;
  return {
    fromMillis: Math.max(0, Math.floor((from - more) / MINUTE) * MINUTE),
    toMillis: Math.ceil((to + more) / MINUTE) * MINUTE,
  };
}

/** A and B in each other's place. */
export function swapped(comparison: Comparison, chosen: Span): Comparison {
  const spans = spansOf(comparison, chosen);
  return {
    ...comparison,
    before: { ...comparison.after, span: spans.after },
    after: { ...comparison.before, span: spans.before },
  };
}

/** The parameters of a question to `/difference` about this query now. */
export function differenceQuestion(query: Query, nowMillis: number): URLSearchParams {
  const parameters = questionOf(query, nowMillis);
  const spans = spansOf(query.comparison, windowOf(query.range, nowMillis));
  for (const name of ["before", "after"] as const) {
    parameters.set(`${name}_from_millis`, String(spans[name].fromMillis));
    parameters.set(`${name}_to_millis`, String(spans[name].toMillis));
    for (const label of query.comparison[name].labels) parameters.append(`${name}_label`, label);
  }
  parameters.set("scale", query.comparison.scale);
  return parameters;
}

function sideOf(parameters: URLSearchParams, name: string): Side {
  const fromMillis = Date.parse(parameters.get(`${name}_from`) ?? "");
  const toMillis = Date.parse(parameters.get(`${name}_to`) ?? "");
  return {
    span: fromMillis < toMillis ? { fromMillis, toMillis } : null,
    labels: parameters
      .getAll(`${name}_label`)
      .filter((label) => label.indexOf("=") > 0)
      .sort(),
  };
}

function writeSide(parameters: URLSearchParams, name: string, { span, labels }: Side): void {
  if (span) {
    parameters.set(`${name}_from`, new Date(span.fromMillis).toISOString());
    parameters.set(`${name}_to`, new Date(span.toMillis).toISOString());
  }
  for (const label of labels) parameters.append(`${name}_label`, label);
}
