import { signal } from "@preact/signals";
import { recall, remember } from "./remembered";

const USUAL_PRICE = 0.04; // dollars; about what clouds ask for a core of a general machine
const HOURS_OF_MONTH = 730;
const MICROS_OF_HOUR = 3_600_000_000;

/** What an hour of one core costs, in dollars: the reader's own figure, which this browser remembers. */
export const corePrice = signal(priceOf(recall("core-price")) ?? USUAL_PRICE);

/** Takes another price from a text; false where that is none. */
export function setCorePrice(text: string): boolean {
  const price = priceOf(text);
  if (price === null) return false;
  corePrice.value = price;
  remember("core-price", price === USUAL_PRICE ? "" : String(price));
  return true;
}

/** How every screen counts a month. */
export const MONTH =
  "A month is 730 hours that go on as from the first to the last profile of this range, at your price per core and hour.";

/** Dollars for this much CPU time. */
export function costOf(cpuMicros: number, price: number): number {
  return (cpuMicros / MICROS_OF_HOUR) * price;
}

/** Dollars for a month that goes on like the span of time from which so much CPU time is known. */
export function monthlyCostOf(cpuMicros: number, spanMillis: number, price: number): number {
  if (spanMillis <= 0) return 0;
  return (cpuMicros / 1_000 / spanMillis) * HOURS_OF_MONTH * price;
}

/** Dollars in few characters, never rounded to nothing: `$0`, `<$0.01`, `$0.25`, `$12.30`, `$1,204`. */
export function formatDollars(dollars: number): string {
  if (dollars <= 0) return "$0";
  if (dollars < 0.01) return "<$0.01";
  if (dollars < 99.995) return `$${dollars.toFixed(2)}`;
  return `$${Math.round(dollars).toLocaleString("en-US")}`;
}

/** A price that is one, up to a thousand dollars. */
function priceOf(text: string): number | null {
  const price = text.trim() === "" ? Number.NaN : Number(text);
  return price >= 0 && price <= 1_000 ? price : null;
}
