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

/** Why the collector refused. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly parameter: string, // that was at fault; "" where none is named
  ) {
    super(message);
  }
}

/** The parsed answer to a GET of a path below `api/v1/`. Rejects as fetchFlamegraph. */
export function ask(path: string, givenUp: AbortSignal): Promise<unknown> {
  return fetchJson(`api/v1/${path}`, givenUp);
}

/** The parsed answer to a POST. Rejects with a sentence for the reader, a Refusal where it was refused. */
export async function post(path: string, body: Blob | null = null): Promise<unknown> {
  return answerOf(await reach(`api/v1/${path}`, { method: "POST", body }));
}

/** What the API answers. Rejects with a sentence for the reader, or with AbortError once given up. */
export async function fetchJson(path: string, givenUp: AbortSignal | null): Promise<unknown> {
  return answerOf(await reach(path, { signal: givenUp }));
}

async function answerOf(response: Response): Promise<unknown> {
  if (response.status === 401) logIn();
  if (!response.ok) throw await refusalOf(response);
  return response.json();
}

// Comes back to what is shown now.
function logIn(): void {
  const shown = location.search.slice(1);
  location.assign(shown === "" ? "login" : `login?next=${encodeURIComponent(shown)}`);
}

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...request, headers: { accept: "application/json" } });
  } catch (cause) {
    if (request.signal?.aborted) throw cause;
    throw new Error(`The collector at ${location.origin} does not answer`, { cause });
  }
}

// The collector says what it refuses as {"error": "…", "parameter": "…"}; a proxy in between may not.
async function refusalOf(response: Response): Promise<Refusal> {
  const status = `The collector answered ${response.status}`;
  try {
    const answer = new JsonObject(await response.json(), "answer");
    const parameter = answer.names().includes("parameter") ? answer.text("parameter") : "";
    return new Refusal(`${status}: ${answer.text("error")}`, parameter);
  } catch {
    return new Refusal(`${status} ${response.statusText}`.trimEnd(), "");
  }
}
