import type { IncomingMessage, ServerResponse } from "node:http";
import { type PreviewServer, preview } from "vite";
import { decodeFlamegraph } from "../src/api/decode";
import { pathTo } from "../src/flame/tree";
import { type Answer, answerOf, emptyAnswer } from "../test/trees";

// What the collector sends with the page. Whatever it would refuse shows up as a console error.
const POLICY = "default-src 'self'; style-src 'self'; script-src 'self'";

/** What a collector says of itself that listens on loopback and has heard of no agent. */
export const LOCAL = {
  version: "0.1.0",
  on_network: false,
  encrypted: false,
  knows_clients: false,
  authenticated: false,
  agent_asked_millis: null,
};

/** A collector of which a test says what it knows: serves the built page and answers from `known`. */
export class ScriptedCollector {
  readonly questions: URL[] = [];
  services: unknown[] = [];
  failing = false;
  readonly known = new Map<string, Answer>();
  readonly answers = new Map<string, unknown>(); // by method and path, as in "GET /overview"
  readonly refusals = new Map<string, unknown>(); // the same, of what is answered 400
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
    const asked = `${request.method} ${url.pathname}`;
    if (this.failing) send(response, 503, { error: "the store is closing" });
    else if (this.refusals.has(asked)) send(response, 400, this.refusals.get(asked));
    else if (this.answers.has(asked)) send(response, 200, this.answers.get(asked));
    else if (url.pathname === "/services") send(response, 200, { services: this.services });
    else if (url.pathname === "/overview") send(response, 200, this.overview());
    else if (url.pathname === "/collector") send(response, 200, LOCAL);
    else if (url.pathname === "/agents") send(response, 200, { agents: [] });
    else if (url.pathname === "/findings") send(response, 200, { findings: [], checked: [] });
    else if (url.pathname === "/flamegraph") send(response, 200, this.flamegraph(url.searchParams));
    else if (url.pathname === "/frame") send(response, 200, this.frame(url.searchParams));
    else if (url.pathname === "/timeline") send(response, 200, this.timeline(url.searchParams));
    else send(response, 404, { error: `no ${url.pathname}` });
  }

  /** As /frame: the stacks with the function, cut at its outermost call. */
  private frame(parameters: URLSearchParams): unknown {
    const answer = this.flamegraph(parameters);
    const wanted = `${parameters.get("owner")}#${parameters.get("function")}`;
    const cuts = stacksOf(answer).flatMap(({ frames, samples }) => {
      const at = frames.findIndex((frame) => frame.endsWith(`:${wanted}`));
      return at < 0 ? [] : [{ frames, samples, at }];
    });
    const side = (paths: string[]) => answerOf(paths, answer.total / answer.samples);
    const callees = cuts.map(
      ({ frames, samples, at }) => `${frames.slice(at).join(";")} ${samples}`,
    );
    const callers = cuts.map(
      ({ frames, samples, at }) =>
        `${frames
          .slice(0, at + 1)
          .reverse()
          .join(";")} ${samples}`,
    );
    return { ...answer, function: { self: 0 }, callers: side(callers), callees: side(callees) };
  }

  /** As /overview: a row without figures for each service. */
  private overview(): unknown {
    const idle = {
      reporting: 1,
      open_findings: 0,
      step_observed_millis: [],
      step_sampled_cpu_micros: [],
    };
    const services = this.services.map((service) => ({ ...(service as object), ...idle }));
    return { count: services.length, services };
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
    const shown = covered ? found : { ...emptyAnswer(), service };
    const answer = parameters.get("first") === "callees" ? turnedOver(shown) : shown;
    const measure = parameters.get("measure") ?? "cpu_time";
    const unit = measure === "allocated_bytes" ? "bytes" : answer.unit;
    return { ...answer, from_millis: from, to_millis: to, measure, unit };
  }
}

function turnedOver(answer: Answer): Answer {
  const stacks = stacksOf(answer).map(
    ({ frames, samples }) => `${frames.reverse().join(";")} ${samples}`,
  );
  const { strings, frames, tree } = answerOf(stacks, answer.total / answer.samples);
  return { ...answer, strings, frames, tree };
}

const PREFIXES = ["O", "J", "Py", "N", "K", "O"];

/** Each path that has samples, as answerOf writes frames. */
function stacksOf(answer: Answer): { frames: string[]; samples: number }[] {
  const { tree } = decodeFlamegraph(answer);
  const { languages, owners, functions } = tree.frames;
  const textOf = (frame: number) =>
    `${PREFIXES[languages[frame]]}:${owners[frame]}#${functions[frame]}`;
  return [...tree.selfSamples.keys()]
    .filter((node) => tree.selfSamples[node] > 0)
    .map((node) => ({
      frames: pathTo(tree, node).map((on) => textOf(tree.frame[on])),
      samples: tree.selfSamples[node],
    }));
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
