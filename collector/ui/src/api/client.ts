import type { Flamegraph, Service } from "./answers";
import { decodeFlamegraph, decodeServices } from "./decode";
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

async function fetchJson(path: string, givenUp: AbortSignal | null): Promise<unknown> {
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
