import { batch, computed, effect, signal } from "@preact/signals";
import { type About, fetchAbout } from "../api/about";
import type { Flamegraph, Service } from "../api/answers";
import { fetchFlamegraph, fetchServices } from "../api/client";
import { PREVIOUS } from "./comparison";
import { ALL_CLASSES } from "./heapLook";
import { PLAIN } from "./look";
import {
  addressOf,
  flamegraphKey,
  flamegraphQuestion,
  type Query,
  queryOf,
  questionOf,
  type Screen,
} from "./query";

const POLL_EMPTY_MILLIS = 5_000;
const POLL_MILLIS = 10_000;

/** The last answer, and how the question after it fares. */
export interface Loaded<T> {
  readonly value: T | null;
  readonly loading: boolean;
  readonly error: string | null; // of the last attempt; the value may be older
  readonly loadedMillis: number;
}

/** The last merged profile, by which query, and up to when the service was known to have reported then. */
interface LoadedFlamegraph extends Loaded<Flamegraph> {
  readonly asked: Query | null;
  readonly reportedMillis: number;
}

const NOTHING = { value: null, loading: true, error: null, loadedMillis: 0 };

export const query = signal<Query>(queryOf(location.search));
export const services = signal<Loaded<readonly Service[]>>(NOTHING);
export const flamegraph = signal<LoadedFlamegraph>({
  ...NOTHING,
  asked: null,
  reportedMillis: 0,
});
export const about = signal<About | null>(null); // null until it is known
export const nowMillis = signal(Date.now());

export const selected = computed(() =>
  services.value.value?.find((service) => service.service === query.value.service),
);

/** Whether the service has reported since, in a range that reaches up to now. */
export const newer = computed(() => {
  const { value, loading, reportedMillis } = flamegraph.value;
  if (value === null || loading || "fromMillis" in query.value.range) return false;
  return (selected.value?.lastMillis ?? 0) > Math.max(reportedMillis, value.lastMillis);
});

/** The parameters of other questions about the very data that the flame graph shows; null without one. */
export const shownQuestion = computed((): URLSearchParams | null => {
  const { value, asked } = flamegraph.value;
  if (value === null || asked === null) return null;
  const range = { fromMillis: value.fromMillis, toMillis: value.toMillis };
  return questionOf({ ...asked, range }, value.toMillis);
});

const question = computed(() =>
  query.value.screen === "explore" ? flamegraphKey(query.value) : "",
);

// Kept while a screen without a service is shown.
const lastService = signal(query.peek().service);

/** Changes the query. Every change is a step back for the back button, but for replacements. */
export function go(change: Partial<Query>, replace = false): void {
  const next = { ...query.peek(), ...change };
  const address = addressOf(next) || location.pathname;
  if (address === addressOf(query.peek())) return;
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  query.value = next;
}

/** The query after choosing a service: what belonged to the other one is dropped. */
export function choosing(service: string): Query {
  const { screen, view, colour } = query.value;
  return {
    ...query.value,
    ...PLAIN,
    screen: screen === "home" ? "explore" : screen,
    view: view === "sandwich" ? PLAIN.view : view,
    colour,
    service,
    state: "",
    labels: [],
    comparison: PREVIOUS,
    heap: ALL_CLASSES,
  };
}

/** The query after choosing a screen: Home is of no service, the others of the one looked at last. */
export function turningTo(screen: Screen): Query {
  if (screen === "home") return { ...choosing(""), screen };
  const { service } = query.value;
  const first = services.value.value?.[0]?.service ?? "";
  return { ...query.value, screen, service: service || lastService.value || first };
}

/** Asks again for all that is shown. */
export function refresh(): void {
  void loadServices();
  if (question.peek() !== "") void loadFlamegraph();
}

/** Follows the address and asks the collector, until the page is left. */
export function start(): void {
  addEventListener("popstate", () => {
    query.value = queryOf(location.search);
  });
  effect(() => {
    if (query.value.service !== "") lastService.value = query.value.service;
  });
  effect(() => {
    if (question.value !== "") void loadFlamegraph();
  });
  void pollServices();
}

async function pollServices(): Promise<void> {
  await loadServices();
  const sampled = services.peek().value?.some(({ series }) => series.length > 0);
  const wait = sampled ? POLL_MILLIS : POLL_EMPTY_MILLIS;
  setTimeout(pollServices, wait);
}

async function loadServices(): Promise<void> {
  const before = selected.peek();
  try {
    const [value, said] = await Promise.all([fetchServices(), aboutNow()]);
    batch(() => {
      about.value = said;
      nowMillis.value = Date.now();
      services.value = { value, loading: false, error: null, loadedMillis: Date.now() };
    });
    chooseFirst(value);
    reloadIfEmpty(before);
  } catch (cause) {
    services.value = { ...services.peek(), loading: false, error: messageOf(cause) };
  }
}

/**
 * What changes of it is whether an agent has asked, which matters until one has reported. Services are
 * shown without it, too: where it cannot be had, it is what was known before.
 */
async function aboutNow(): Promise<About | null> {
  const known = about.peek();
  const reported = (services.peek().value?.length ?? 0) > 0;
  if (known !== null && (known.agentAsked || reported)) return known;
  return fetchAbout().catch(() => known);
}

function chooseFirst(known: readonly Service[]): void {
  const { screen, service } = query.peek();
  if (screen === "home" || service !== "" || known.length === 0) return;
  go({ service: known[0].service }, true);
}

// Whoever waits in front of an empty range sees the first profile without a hand on the page.
function reloadIfEmpty(before: Service | undefined): void {
  const after = selected.peek();
  const shown = flamegraph.peek();
  const grew = before !== undefined && after !== undefined && after.profiles > before.profiles;
  if (grew && !shown.loading && shown.value?.total === 0) void loadFlamegraph();
}

let current = new AbortController();

async function loadFlamegraph(): Promise<void> {
  current.abort();
  current = new AbortController();
  const givenUp = current.signal;
  const asked = query.peek();
  if (asked.service === "") return;
  const reportedMillis = selected.peek()?.lastMillis ?? 0;
  const shown = flamegraph.peek();
  const kept = shown.value?.service === asked.service ? shown.value : null;
  const error = kept && shown.error;
  flamegraph.value = { ...shown, value: kept, loading: true, error };
  try {
    const value = await fetchFlamegraph(flamegraphQuestion(asked, Date.now()), givenUp);
    if (givenUp.aborted) return;
    batch(() => {
      nowMillis.value = Date.now();
      const loadedMillis = Date.now();
      const fared = { loading: false, error: null, loadedMillis, reportedMillis };
      flamegraph.value = { value, asked, ...fared };
    });
  } catch (cause) {
    if (givenUp.aborted) return;
    flamegraph.value = { ...flamegraph.peek(), loading: false, error: messageOf(cause) };
  }
}

/** What to tell the reader of a failure. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
