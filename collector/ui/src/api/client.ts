import type { Flamegraph, FrameCalls, Service, Timeline, TopLines } from "./answers";
import {
  decodeFlamegraph,
  decodeFrameCalls,
  decodeLines,
  decodeServices,
  decodeTimeline,
} from "./decode";
import { JsonObject } from "./json";

/** The services that the collector knows, by name; empty before the first profile. */
export async function fetchServices(): Promise<Service[]> {
  return decodeServices(await fetchJson("api/v1/services", null));
}

/** One merged profile. Rejects with a sentence for the reader, or with AbortError once given up. */
export async function fetchFlamegraph(
  question: URLSearchParams,
  givenUp: AbortSignal,
): Promise<Flamegraph> {
  return decodeFlamegraph(await fetchJson(`api/v1/flamegraph?${question}`, givenUp));
}

/** A measure over time. Rejects as fetchFlamegraph, and so do those below. */
export async function fetchTimeline(
  question: URLSearchParams,
  givenUp: AbortSignal,
): Promise<Timeline> {
  return decodeTimeline(await fetchJson(`api/v1/timeline?${question}`, givenUp));
}

/** The most expensive lines. */
export async function fetchLines(
  question: URLSearchParams,
  givenUp: AbortSignal,
): Promise<TopLines> {
  return decodeLines(await fetchJson(`api/v1/lines?${question}`, givenUp));
}

/** One function with its callers and callees. */
export async function fetchFrameCalls(
  question: URLSearchParams,
  givenUp: AbortSignal,
): Promise<FrameCalls> {
  return decodeFrameCalls(await fetchJson(`api/v1/frame?${question}`, givenUp));
}

/** What the API answers. Rejects with a sentence for the reader, or with AbortError once given up. */
export async function fetchJson(path: string, givenUp: AbortSignal | null): Promise<unknown> {
  const response = await reach(path, givenUp);
  if (!response.ok) throw new Error(await refusalOf(response));
  return response.json();
}

async function reach(path: string, givenUp: AbortSignal | null): Promise<Response> {
  try {
    return await fetch(path, { signal: givenUp, headers: { accept: "application/json" } });
  } catch (cause) {
    if (givenUp?.aborted) throw cause;
    throw new Error(`The collector at ${location.origin} does not answer`, { cause });
  }
}

// The collector says what it refuses as {"error": "…"}; a proxy in between may not.
async function refusalOf(response: Response): Promise<string> {
  const status = `The collector answered ${response.status}`;
  try {
    return `${status}: ${new JsonObject(await response.json(), "answer").text("error")}`;
  } catch {
    return `${status} ${response.statusText}`.trimEnd();
  }
}
