import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, open, picture } from "./browser";
import { RealCollector, ROOT } from "./real";

const AGENT = join(ROOT, "java-agent/target/tandem-java-agent.jar");
const PYTHON = join(ROOT, "python-agent/.venv/bin/python");
const SCENARIOS = join(ROOT, "conformance-tests/scenarios");
const LOOK_MILLIS = 500;
const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};
const HOSTILE = `<img src=x onerror="document.title='owned'">`;

const collector = new RealCollector();
const { folder } = collector;
let browser: Browser;
let origin: string;

beforeAll(async () => {
  origin = await collector.start();
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await collector.stop();
});

test("fromRunningThreadsToBoxesOnThePage", async () => {
  const { page, complaints } = await open(browser, origin);
  await page.goto(origin);
  await page.getByText("Waiting for the first profile").waitFor();

  const sources = ["Host.java", "cpu_bound/Scenario.java"].map((file) => join(SCENARIOS, file));
  await ended(spawn("javac", ["-d", folder, ...sources]));
  const settings = `service=whole-java,collector=${origin}`;
  await Promise.all([
    isProfiled("whole-java", "java", [
      `-javaagent:${AGENT}=${settings}`,
      ...["-cp", folder, "Host", "cpu_bound"],
    ]),
    isProfiled(HOSTILE, PYTHON, [
      ...tandemRun(HOSTILE),
      ...[join(SCENARIOS, "host.py"), "cpu_bound"],
    ]),
  ]);

  await page.goto(`${origin}/?service=whole-java&last=15m`);
  await page.getByRole("application", { name: /whole-java/ }).waitFor();
  await page.locator("tbody th", { hasText: "cpu_bound.Scenario$Cart.total" }).first().waitFor();
  await picture(page, "whole-system-java");
  await page.goto(`${origin}/?service=${encodeURIComponent(HOSTILE)}&last=15m`);
  await page.locator("tbody th", { hasText: "cpu_bound.scenario.Cart.total" }).first().waitFor();
  await picture(page, "whole-system-python");
  expect(await page.title()).not.toBe("owned");
  expect(complaints).toEqual([]);
});

test("explore_everyViewIsFilledByTheCollector", async () => {
  const { page, complaints } = await open(browser, origin);
  await page.goto(`${origin}/?service=whole-java&last=15m`);
  await page.getByRole("application", { name: /busy cores over time: at most/i }).waitFor();
  await page.getByRole("button", { name: "Callers", exact: true }).click();
  await page.getByText("What was executing above, its callers below").waitFor();
  await page.locator("tbody th button", { hasText: "Scenario$Cart.total" }).first().click();
  await page.getByRole("application", { name: /Callers of cpu_bound.Scenario\$Cart/ }).waitFor();
  await page.getByRole("application", { name: /Callees of cpu_bound.Scenario\$Cart/ }).waitFor();
  await page.getByRole("button", { name: "Lines" }).click();
  await page
    .locator("tbody th", { hasText: /Scenario\$Cart.total:\d+/ })
    .first()
    .waitFor();
  await picture(page, "whole-system-sandwich");

  await page.goto(`${origin}/?service=whole-java&last=15m&measure=wall&colour=state`);
  await page.locator(".legend", { hasText: "Running" }).waitFor();
  await picture(page, "whole-system-states");
  for (const ending of ["html", "pb.gz", "collapsed", "speedscope.json"]) {
    await page.getByRole("button", { name: "Share" }).click();
    const saving = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: nameOf(ending) }).click();
    expect((await saving).suggestedFilename()).toBe(`whole-java wall.${ending}`);
  }
  expect(complaints).toEqual([]);
});

test("homeAgentsAndFindings_areFilledByTheCollector", async () => {
  const { page, complaints } = await open(browser, origin);
  await page.goto(`${origin}/?last=1h`);
  const row = page.locator(".glances tbody tr", { hasText: "whole-java" });
  await row.locator(".hottest", { hasText: "Cart.total" }).waitFor();
  await picture(page, "whole-system-home");

  await page.goto(`${origin}/?screen=agents&service=whole-java&last=1h`);
  await page.locator(".agents tbody td", { hasText: /async-profiler|thread dumps/ }).waitFor();
  await page.getByLabel("CPU samples per second").fill("20");
  await page.getByLabel("Your name, for the log").fill("ada");
  await page.getByRole("button", { name: "Ask of this service" }).click();
  await page.getByText("cpu_hz the agent’s own → 20").waitFor();

  await page.goto(`${origin}/?screen=findings&service=whole-java&last=1h`);
  await page.getByRole("button", { name: "Analyse this range" }).click();
  await page.getByText(/recommendation: \d+ rules on [1-9][\d,]* samples/).waitFor();
  await picture(page, "whole-system-findings");
  expect(complaints).toEqual([]);
});

test("savedPage_needsNothingButItselfAndRunsNothingOfAName", async () => {
  const question = `service=${encodeURIComponent(HOSTILE)}&measure=cpu_time`;
  const answer = await fetch(`${origin}/api/v1/flamegraph.html?${question}`);
  const file = join(folder, "saved.html");
  writeFileSync(file, await answer.text());
  const { page, complaints } = await open(browser, "file://");
  await page.goto(pathToFileURL(file).href);
  await page.locator("tbody th", { hasText: "cpu_bound.scenario.Cart.total" }).first().waitFor();
  expect(await page.title()).not.toBe("owned");
  expect(complaints).toEqual([]);
});

test("speedscopeExport_opensInSpeedscope", async () => {
  const question = `service=whole-java&measure=cpu_time&from_millis=${Date.now() - 900_000}`;
  const exported = await fetch(`${origin}/api/v1/flamegraph.speedscope.json?${question}`);
  const profile = await exported.text();
  const speedscope = resolve("node_modules/speedscope/dist/release");
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://speedscope").pathname;
    response.setHeader("content-type", TYPES[extname(path)] ?? "application/octet-stream");
    response.end(path === "/profile.json" ? profile : readFileSync(join(speedscope, path)));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { page, complaints } = await open(browser, address);
    await page.goto(`${address}/index.html#profileURL=${encodeURIComponent("/profile.json")}`);
    await page.getByText("whole-java · cpu_time").first().waitFor();
    await page.getByText("Sandwich").click();
    await page.getByText("cpu_bound.Scenario$Cart.total").first().waitFor();
    expect(complaints.filter((one) => !one.includes("favicon"))).toEqual([]);
  } finally {
    server.close();
  }
});

/** What the menu calls files with this ending. */
function nameOf(ending: string): RegExp {
  if (ending === "html") return /HTML/;
  if (ending === "pb.gz") return /pprof/;
  return ending === "collapsed" ? /collapsed/ : /speedscope/;
}

function tandemRun(service: string): string[] {
  return ["-m", "tandem_profiler", "run", "--service", service, "--collector", origin];
}

/** Runs a program until the collector has seen its cart at work, and then ends its input. */
async function isProfiled(service: string, command: string, words: string[]): Promise<void> {
  const env = { ...process.env, TANDEM_REPORT_SECONDS: "10" };
  const child = spawn(command, words, { env });
  const end = ended(child);
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  while (!isOver() && !(await isSeen(service))) {
    await new Promise((resume) => setTimeout(resume, LOOK_MILLIS));
  }
  child.stdin.end();
  await end;
}

async function isSeen(service: string): Promise<boolean> {
  const question = new URLSearchParams({ service, measure: "cpu_time" });
  const answer = await fetch(`${origin}/api/v1/functions?${question}`);
  return answer.ok && (await answer.text()).includes("Cart");
}

/** Waits for the end of a program, which must be exit code 0. */
async function ended(child: ChildProcessWithoutNullStreams): Promise<void> {
  let errors = "";
  child.stdout.resume();
  child.stderr.on("data", (data: Buffer) => {
    errors += data.toString();
  });
  const [code] = await once(child, "close");
  expect(code, `${child.spawnargs.join(" ")}: ${errors}`).toBe(0);
}
