import type { IncomingMessage, ServerResponse } from "node:http";
import { type PreviewServer, preview } from "vite";
import { type Answer, emptyAnswer } from "../test/trees";

// What the collector sends with the page. Whatever it would refuse shows up as a console error.
const POLICY = "default-src 'self'; style-src 'self'; script-src 'self'";

/** A collector of which a test says what it knows: serves the built page and answers from `known`. */
export class ScriptedCollector {
  readonly questions: URL[] = [];
  services: unknown[] = [];
  failing = false;
  readonly known = new Map<string, Answer>();
  private server: PreviewServer | undefined;

  /** Serves on a free port of this machine and returns the address, without a slash at the end. */
  async start(): Promise<string> {
    this.server = await preview({
      logLevel: "silent",
      preview: {
        host: "127.0.0.1",
        port: 0,
        headers: { "content-security-policy": POLICY },
      },
      plugins: [
        {
          name: "scripted-collector",
          configurePreviewServer: (server) => {
            server.middlewares.use("/api/v1", (request, response) =>
              this.answer(request, response),
            );
          },
        },
      ],
    });
    return (this.server.resolvedUrls?.local[0] ?? "").replace(/\/$/, "");
  }

  async stop(): Promise<void> {
    await this.server?.close();
  }

  /** The parameters of the last question about a flame graph. */
  lastQuestion(): Record<string, string> {
    const last = this.questions.findLast((url) => url.pathname === "/flamegraph");
    return Object.fromEntries(last?.searchParams ?? []);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", "http://collector");
    this.questions.push(url);
    if (this.failing) send(response, 503, { error: "the store is closing" });
    else if (url.pathname === "/services") send(response, 200, { services: this.services });
    else if (url.pathname === "/flamegraph") send(response, 200, this.flamegraph(url.searchParams));
    else if (url.pathname === "/timeline") send(response, 200, this.timeline(url.searchParams));
    else send(response, 404, { error: `no ${url.pathname}` });
  }

  /** As /timeline: 120 steps, of which those after the first profile and before the last are known. */
  private timeline(parameters: URLSearchParams): unknown {
    const found = this.known.get(parameters.get("service") ?? "");
    const from = Number(parameters.get("from_millis"));
    const step = Math.ceil((Number(parameters.get("to_millis")) - from) / 120);
    const measure = parameters.get("measure") ?? "cpu_time";
    const states = measure === "wall_time" ? ["running", "waiting", "io"] : ["running"];
    const starts = Array.from({ length: 120 }, (_, at) => from + at * step);
    const isSeen = (start: number) =>
      found !== undefined && start >= found.first_millis && start < found.last_millis;
    const wave = (at: number, state: number) => step * 400 * (2 + state + Math.sin(at / 7 + state));
    return {
      service: found?.service ?? "",
      from_millis: from,
      to_millis: from + 120 * step,
      step_millis: step,
      measure,
      unit: measure === "allocated_bytes" ? "bytes" : "microseconds",
      observed_millis: starts.map((start) => (isSeen(start) ? 2 * step : 0)),
      values: Object.fromEntries(
        states.map((state, i) => [
          state,
          starts.map((start, at) => (isSeen(start) ? wave(at, i) : null)),
        ]),
      ),
    };
  }

  private flamegraph(parameters: URLSearchParams): Answer {
    const service = parameters.get("service") ?? "";
    const from = Number(parameters.get("from_millis"));
    const to = Number(parameters.get("to_millis"));
    const found = this.known.get(service);
    const covered = found && found.first_millis < to && found.last_millis > from;
    const answer = covered ? found : { ...emptyAnswer(), service };
    const measure = parameters.get("measure") ?? "cpu_time";
    const unit = measure === "allocated_bytes" ? "bytes" : answer.unit;
    return { ...answer, from_millis: from, to_millis: to, measure, unit };
  }
}

/** The template as the collector fills it. */
export function standalonePage(template: string, answer: Answer): string {
  const json = JSON.stringify(answer).replaceAll("<", "\\u003c");
  return template
    .replace("__TANDEM_TITLE__", () => `${answer.service} CPU`)
    .replace("__TANDEM_PROFILE__", () => json);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/json").end(JSON.stringify(body));
}
