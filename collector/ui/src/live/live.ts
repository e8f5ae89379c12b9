import { effect, signal } from "@preact/signals";
import { post } from "../api/client";
import { JsonObject } from "../api/json";
import { messageOf, query, refresh } from "../page/model";

const TICK_MILLIS = 10_000;
const LOOK_SECONDS = 30; // two ticks may get lost
const AT_MOST_MILLIS = 5 * 60_000;

/** A service that is looked at live. */
export interface Live {
  readonly service: string;
  readonly beganMillis: number;
  readonly nowMillis: number; // of the last tick
  readonly error: string | null; // why the last tick failed
}

/** What is looked at live; null where nothing is. */
export const live = signal<Live | null>(null);

/** How much of a live view is left: it ends by itself, so that agents go back to their own period. */
export function leftMillis({ beganMillis, nowMillis }: Live): number {
  return Math.max(0, beganMillis + AT_MOST_MILLIS - nowMillis);
}

let timer = 0;

/**
 * Has the agents of a service report every ten seconds and asks again as often, until five minutes are over,
 * another service or screen is shown, or it is told to end.
 */
export function startLive(service: string): void {
  endLive();
  const now = Date.now();
  live.value = { service, beganMillis: now, nowMillis: now, error: null };
  void tick();
  timer = window.setInterval(tick, TICK_MILLIS);
}

/** Ends the live view, if there is one: agents go back by themselves once nobody says that they look. */
export function endLive(): void {
  clearInterval(timer);
  live.value = null;
}

async function tick(): Promise<void> {
  const view = live.peek();
  if (view === null) return;
  const now = { ...view, nowMillis: Date.now() };
  if (leftMillis(now) === 0) return endLive();
  live.value = now;
  const seconds = String(Math.min(LOOK_SECONDS, Math.ceil(leftMillis(now) / 1_000)));
  try {
    const answer = await post(`live?${new URLSearchParams({ service: view.service, seconds })}`);
    new JsonObject(answer, "live").number("live_until_millis");
    settle(view, null);
    if (live.peek()?.beganMillis === view.beganMillis) refresh();
  } catch (cause) {
    settle(view, messageOf(cause));
  }
}

function settle(view: Live, error: string | null): void {
  const now = live.peek();
  if (now?.beganMillis === view.beganMillis) live.value = { ...now, error };
}

effect(() => {
  const { service, screen } = query.value;
  const view = live.peek();
  if (view !== null && (service !== view.service || screen !== "explore")) endLive();
});
