import { fetchJson } from "./client";
import { JsonObject } from "./json";

/** A label and how much of a service carries it. */
export interface LabelUse {
  readonly name: string;
  readonly value: string;
  readonly instances: number;
  readonly profiles: number;
  readonly firstMillis: number; // start of the first window
  readonly lastMillis: number; // end of the last
}

/** Every label of a service in a range. Rejects with a sentence for the reader, or once given up. */
export async function fetchLabels(
  question: URLSearchParams,
  givenUp: AbortSignal,
): Promise<LabelUse[]> {
  return decodeLabelUses(await fetchJson(`api/v1/labels?${question}`, givenUp));
}

/** The labels of an answer of `/labels`. Throws where it is not one. */
export function decodeLabelUses(answer: unknown): LabelUse[] {
  return new JsonObject(answer, "labels").objects("labels").map((label) => ({
    name: label.text("name"),
    value: label.text("value"),
    instances: label.number("instances"),
    profiles: label.number("profiles"),
    firstMillis: label.number("first_millis"),
    lastMillis: label.number("last_millis"),
  }));
}
