import { ask } from "./client";
import { JsonObject } from "./json";

/** What a collector says of itself. */
export interface About {
  readonly onNetwork: boolean; // it listens on another address than loopback
  readonly encrypted: boolean;
  readonly knowsClients: boolean; // who comes must show a certificate
  readonly authenticated: boolean; // who comes must show a token
  readonly agentAsked: boolean; // an agent has asked it what to do since it began
}

/** Asks the collector about itself. Rejects with a sentence for the reader. */
export async function fetchAbout(): Promise<About> {
  return decodeAbout(await ask("collector", new AbortController().signal));
}

/** An answer of `/collector`. Throws where it is not one. */
export function decodeAbout(answer: unknown): About {
  const json = new JsonObject(answer, "collector");
  return {
    onNetwork: json.flag("on_network"),
    encrypted: json.flag("encrypted"),
    knowsClients: json.flag("knows_clients"),
    authenticated: json.flag("authenticated"),
    agentAsked: json.has("agent_asked_millis"),
  };
}
