import { ask, post } from "../api/client";
import { JsonObject } from "../api/json";
import type { FrameName } from "../flame/frameKey";

/** What analyses found, and what was looked at for it. */
export interface Findings {
  readonly findings: readonly Finding[]; // the open first, then the dismissed, then the gone; by share
  readonly checked: readonly Checked[];
}

/** One analysis of a service. */
export interface Checked {
  readonly kind: string;
  readonly fromMillis: number;
  readonly toMillis: number;
  readonly samples: number;
  readonly checks: number; // rules, or numbers over time, that were judged
}

/** A recommendation, an anomaly, or what a heap tells. Texts may mark code by backticks. */
export interface Finding {
  readonly id: string;
  readonly service: string;
  readonly kind: string;
  readonly title: string;
  readonly severity: string;
  readonly why: string;
  readonly fix: string;
  readonly example: string; // code; may be empty
  readonly links: readonly string[];
  readonly measure: string;
  readonly states: readonly string[];
  readonly unit: string;
  readonly share: number; // 0 … 1
  readonly value: number; // over the range
  readonly samples: number;
  readonly spanMillis: number; // from the first profile of the range to the end of the last; 0 where not known
  readonly fromMillis: number;
  readonly toMillis: number;
  readonly firstMillis: number;
  readonly status: string; // open, dismissed, gone
  readonly dismissed: Dismissal | null;
  readonly place: FrameName | null;
  readonly expected: Expected | null;
  readonly evidence: readonly EvidencePath[];
}

/** Who did not want to hear of a finding, and why. */
export interface Dismissal {
  readonly by: string;
  readonly reason: string;
  readonly atMillis: number;
}

/** What would have been usual. */
export interface Expected {
  readonly low: number;
  readonly high: number;
  readonly observed: number;
}

/** One of the dearest paths, outermost frame first. */
export interface EvidencePath {
  readonly share: number;
  readonly frames: readonly EvidenceFrame[];
}

export interface EvidenceFrame extends FrameName {
  readonly line: number; // 0 where none is known
}

/** What was found in a service. Rejects with a sentence for the reader. */
export async function fetchFindings(service: string, givenUp: AbortSignal): Promise<Findings> {
  return decodeFindings(await ask(`findings?${new URLSearchParams({ service })}`, givenUp));
}

/** Has a service analysed now. */
export async function analyse(question: URLSearchParams): Promise<Findings> {
  return decodeFindings(await post(`findings/analyse?${question}`));
}

/** Nobody wants to hear of a finding until it has grown. */
export async function dismiss(id: string, by: string, reason: string): Promise<void> {
  await post(`findings/dismiss?${new URLSearchParams({ id, by, reason })}`);
}

/** Somebody wants to hear of a finding again. */
export async function reopen(id: string): Promise<void> {
  await post(`findings/reopen?${new URLSearchParams({ id })}`);
}

/** An answer of `/findings`. Throws where it is not one. */
export function decodeFindings(answer: unknown): Findings {
  const json = new JsonObject(answer, "findings");
  return {
    findings: json.objects("findings").map(decodeFinding),
    checked: json.objects("checked").map((checked) => ({
      kind: checked.text("kind"),
      fromMillis: checked.number("from_millis"),
      toMillis: checked.number("to_millis"),
      samples: checked.number("samples"),
      checks: checked.number("checks"),
    })),
  };
}

function decodeFinding(json: JsonObject): Finding {
  return {
    id: json.text("id"),
    service: json.text("service"),
    kind: json.text("kind"),
    title: json.text("title"),
    severity: json.text("severity"),
    why: json.text("why"),
    fix: json.text("fix"),
    example: json.text("example"),
    links: json.texts("links"),
    measure: json.text("measure"),
    states: json.texts("states"),
    unit: json.text("unit"),
    share: json.number("share"),
    value: json.number("value"),
    samples: json.number("samples"),
    spanMillis: json.number("span_millis"),
    fromMillis: json.number("from_millis"),
    toMillis: json.number("to_millis"),
    firstMillis: json.number("first_millis"),
    status: json.text("status"),
    dismissed: json.has("dismissed") ? decodeDismissal(json.object("dismissed")) : null,
    place: json.has("place") ? decodeFrame(json.object("place")) : null,
    expected: json.has("expected") ? decodeExpected(json.object("expected")) : null,
    evidence: json.objects("evidence").map((path) => ({
      share: path.number("share"),
      frames: path.objects("frames").map((frame) => ({
        ...decodeFrame(frame),
        line: frame.number("line"),
      })),
    })),
  };
}

function decodeDismissal(json: JsonObject): Dismissal {
  return { by: json.text("by"), reason: json.text("reason"), atMillis: json.number("at_millis") };
}

function decodeExpected(json: JsonObject): Expected {
  return {
    low: json.number("low"),
    high: json.number("high"),
    observed: json.number("observed"),
  };
}

function decodeFrame(json: JsonObject): FrameName {
  return {
    language: json.text("language"),
    owner: json.text("owner"),
    function: json.text("function"),
  };
}
