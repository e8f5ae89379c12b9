import type { Service } from "../api/answers";
import { post } from "../api/client";
import { decodeServices } from "../api/decode";
import { JsonObject } from "../api/json";

/** What became of a file: where its profiles lie. */
export interface Imported {
  readonly service: string;
  readonly profiles: number;
  readonly samples: number;
  readonly fromMillis: number;
  readonly toMillis: number;
}

/** What the collector takes, as a file chooser knows it. */
export const ACCEPTED = ".pb,.gz,.pprof,.jfr,.collapsed,.folded,.txt";

/** Sends another profiler's file. Rejects with a Refusal that says what is wrong with it. */
export async function importFile(service: string, file: Blob): Promise<Imported> {
  const answer = await post(`import?${new URLSearchParams({ service })}`, file);
  const json = new JsonObject(answer, "import");
  return {
    service: json.text("service"),
    profiles: json.number("profiles"),
    samples: json.number("samples"),
    fromMillis: json.number("from_millis"),
    toMillis: json.number("to_millis"),
  };
}

/** Has the collector store its recorded profiles; answers the services that they are of. */
export async function loadSample(): Promise<Service[]> {
  return decodeServices(await post("sample"));
}

/** The name of a file without what says its format: what a service may be called. */
export function serviceOf(fileName: string): string {
  return fileName.replace(/(\.(gz|pb|pprof|jfr|collapsed|folded|txt|prof))+$/i, "") || fileName;
}

/** A range of whole minutes around what was imported, so that it is shown whole. */
export function rangeAround({ fromMillis, toMillis }: Imported) {
  const minute = 60_000;
  return {
    fromMillis: Math.floor(fromMillis / minute) * minute,
    toMillis: (Math.floor(toMillis / minute) + 1) * minute,
  };
}
