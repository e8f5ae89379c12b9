import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { barriers } from "./accessibility";
import { overhang, picture } from "./browser";
import { LOCAL } from "./collector";
import { collector, origin, visit, withScriptedCollector } from "./scripted";

const MINUTE = 60_000;
const CPU = [{ measure: "cpu_time", state: "running" }];
const HOSTILE = `<img src=x onerror="document.title='owned'">`;
const SIZES = [
  { width: 1400, height: 900 },
  { width: 800, height: 600 },
] as const;

withScriptedCollector(twoServices);

test("home_hasARowForEachServiceTheDearestFirst", async () => {
  const { page, complaints } = await visit("/?last=6h");
  const rows = page.locator("tbody tr");
  await rows.nth(1).waitFor();
  expect(await cells(page, 0)).toEqual([
    `${HOSTILE} J`,
    "0.70",
    "3 of 4",
    "0.42 %",
    "J<.title='owned'\">.total24.0 %",
    "none open",
    "$20.44",
  ]);
  expect(await cells(page, 1)).toEqual([
    "shop-python Py",
    "0.10",
    "silent for 3 h",
    "–",
    "–",
    "1 open",
    "$0.05",
  ]);
  await page.getByLabel("$ per core and hour").fill("0.08");
  expect((await cells(page, 0)).at(-1)).toBe("$40.88");
  await page.getByLabel("$ per core and hour").fill("dear");
  await page.getByText("a number from 0 to 1000").waitFor();
  expect((await cells(page, 0)).at(-1)).toBe("$40.88");
  await page.reload();
  await rows.nth(1).waitFor();
  expect((await cells(page, 0)).at(-1)).toBe("$40.88");
  expect(await page.title()).toBe("Tandem");
  await page.getByRole("main").getByRole("link", { name: "shop-python" }).click();
  await page.getByText("No CPU time of shop-python in this range").waitFor();
  expect(new URL(page.url()).search).toBe("?service=shop-python&last=6h");
  expect(complaints).toEqual([]);
});

test("home_asksAgainOnceAServiceReportsAndKeepsItsRowsWhereThatFails", async () => {
  const { page } = await visit("/", { clock: true });
  await page.locator("tbody tr").nth(1).waitFor();
  collector.answers.set("GET /overview", { ...overview(), services: [glance("shop-new")] });
  collector.services = [{ ...service("shop-new"), last_millis: Date.now() }];
  await page.clock.runFor(10_000);
  await page.getByRole("main").getByRole("link", { name: "shop-new" }).waitFor();
  collector.failing = true;
  await page.getByRole("button", { name: "6 h" }).click();
  await page.getByText("The collector answered 503: the store is closing").first().waitFor();
  collector.failing = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("main").getByRole("link", { name: "shop-new" }).waitFor();
});

test("agents_areMarkedWhereSilentOrOldAndSaidWhatTheyLost", async () => {
  const { page, complaints } = await visit(
    `/?screen=agents&service=${encodeURIComponent(HOSTILE)}`,
  );
  await page.locator(".agents tbody tr").nth(1).waitFor();
  expect(await cells(page, 0)).toEqual([
    "one J",
    `env=${HOSTILE}`,
    "0.10.0",
    "1 min ago",
    "0.50 cores",
    "1.00 %",
    "async-profiler",
    "nothing",
  ]);
  expect(await cells(page, 1)).toEqual([
    "two J",
    "",
    "0.9.1older",
    "silent, 40 min ago",
    "0.50 cores",
    "1.00 %",
    "thread dumps",
    "12 uploads: queue full",
  ]);
  expect(await page.title()).not.toBe("owned");
  expect(complaints).toEqual([]);
});

test("settings_areAskedOfOneServiceOrAllAndRefusedByField", async () => {
  const { page } = await visit("/?screen=agents&service=shop-python");
  await page.getByLabel("CPU samples per second").fill("20");
  await page.getByLabel("Your name, for the log").fill("ada");
  collector.refusals.set("POST /settings", {
    error: "wall_hz: 'x' is not a whole number from 0 to 250",
    parameter: "wall_hz",
  });
  await page.getByLabel("Wall samples per second").fill("x");
  await page.getByRole("button", { name: "Ask of this service" }).click();
  await page.locator("#hint-wall_hz.refusal", { hasText: "not a whole number" }).waitFor();
  collector.refusals.clear();
  await page.getByLabel("Wall samples per second").fill("");
  await page.getByRole("checkbox", { name: "Take samples" }).uncheck();
  await page.getByRole("button", { name: "Ask of this service" }).click();
  await expect
    .poll(changeAsked)
    .toBe(
      "service=shop-python&by=ada&enabled=false&cpu_hz=20&wall_hz=0&report_seconds=0&max_depth=0",
    );
  await page.getByText("switched off, cpu_hz the agent’s own → 20").waitFor();
  await page.getByRole("button", { name: "All services" }).click();
  await page.getByRole("button", { name: "Ask of all services" }).waitFor();
  expect(lastQuestion("/settings").get("service")).toBe("");
});

test("collector_saysOnEachScreenThatStrangersReachIt", async () => {
  collector.answers.set("GET /collector", { ...LOCAL, on_network: true });
  const { page, complaints } = await visit("/");
  const warning = page.getByRole("complementary", { name: "Security" });
  await warning.getByText("Nothing is encrypted, and whoever reaches this collector").waitFor();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await picture(page, `exposed-${colorScheme}`);
    expect(await barriers(page)).toEqual([]);
  }
  await page.keyboard.type("ga");
  await page.locator(".agents tbody tr").nth(1).waitFor();
  expect(await warning.isVisible()).toBe(true);
  collector.services = [];
  await page.goto(origin);
  await page.getByText("Waiting for the first profile").waitFor();
  expect(await warning.isVisible()).toBe(true);
  expect(await barriers(page)).toEqual([]);
  await picture(page, "exposed-first-run");
  collector.answers.set("GET /collector", LOCAL);
  await page.reload();
  await page.getByText("Waiting for the first profile").waitFor();
  expect(await warning.count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("firstRun_tellsHowFarItIsAndOffersSampleDataAndImport", async () => {
  collector.services = [];
  const { page, complaints } = await visit("/", { clock: true });
  await page.getByText("An agent is connected: looking every 5 seconds").waitFor();
  collector.answers.set("GET /collector", { ...LOCAL, agent_asked_millis: 1 });
  await page.clock.runFor(5_000);
  await page.getByText("Samples have arrived: looking every 5 seconds").waitFor();
  await picture(page, "first-run-checklist");
  collector.answers.set("POST /sample", { services: [service("sample-shop-java")] });
  collector.services = [service("sample-shop-java")];
  collector.answers.set("GET /overview", { ...overview(), services: [glance("sample-shop-java")] });
  await page.getByRole("button", { name: "Explore sample data" }).click();
  await page.getByRole("main").getByRole("link", { name: "sample-shop-java" }).waitFor();
  expect(complaints).toEqual([]);
});

test("import_saysWhatBecameOfEachFile", async () => {
  const { page } = await visit("/");
  const file = (name: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from("a;b 3") });
  const imported = {
    profiles: 1,
    samples: 3,
    from_millis: 1_790_000_030_000,
    to_millis: 1_790_000_030_001,
  };
  collector.answers.set("POST /import", { service: HOSTILE, ...imported });
  await page.getByLabel("Files").setInputFiles([file(`${HOSTILE}.folded.gz`)]);
  const link = page.getByRole("link", { name: `show the flame graph of ${HOSTILE}` });
  await link.waitFor();
  expect(lastQuestion("/import").get("service")).toBe(HOSTILE);
  collector.refusals.set("POST /import", { error: "line 1: no count" });
  await page.getByLabel("Service", { exact: true }).fill("shop");
  await page.getByLabel("Files").setInputFiles([file("broken.txt")]);
  await page.getByText("broken.txt The collector answered 400: line 1: no count").waitFor();
  expect(lastQuestion("/import").get("service")).toBe("shop");
  await link.click();
  await page.getByText("No CPU time of").waitFor();
  expect(new URL(page.url()).searchParams.get("from")).toBe("2026-09-21T14:13:00.000Z");
  expect(await page.title()).not.toBe("owned");
});

test("live_asksEveryTenSecondsForFiveMinutesAndEndsByItself", async () => {
  collector.answers.set("POST /live", {
    service: "shop-python",
    live_until_millis: 1,
    report_seconds: 10,
  });
  const { page, complaints } = await visit("/?service=shop-python", { clock: true });
  await page.getByRole("button", { name: "Live", exact: true }).click();
  await expect.poll(() => asked("/live")).toBe(1);
  expect(lastQuestion("/live").toString()).toBe("service=shop-python&seconds=30");
  const graphs = asked("/flamegraph");
  await page.clock.runFor(10_000);
  await expect.poll(() => asked("/live")).toBe(2);
  await expect.poll(() => asked("/flamegraph")).toBeGreaterThan(graphs);
  await page.getByRole("button", { name: "Live, 4:50 left" }).waitFor();
  await page.clock.runFor(290_000);
  await page.getByRole("button", { name: "Live", exact: true }).waitFor();
  await expect.poll(() => asked("/live")).toBe(30);
  const polls = asked("/services");
  await page.clock.runFor(30_000);
  await expect.poll(() => asked("/services")).toBeGreaterThan(polls);
  expect(asked("/live")).toBe(30);
  await page.getByRole("button", { name: "Live", exact: true }).click();
  await page.keyboard.type("gh");
  await page.keyboard.type("ge");
  await page.getByRole("button", { name: "Live", exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

test("findings_leadToTheFlameGraphAndAreDismissedWithAReason", async () => {
  collector.answers.set("GET /findings", { findings: [finding()], checked: [checked()] });
  const { page, complaints } = await visit("/?screen=findings&service=shop-python&last=6h");
  const card = page.getByRole("article", { name: `Regex ${HOSTILE}` });
  await card.waitFor();
  expect(await card.locator("p").first().textContent()).toContain(
    "30.0 % of CPU time, $17.52 a month",
  );
  expect(await card.locator("code").first().textContent()).toBe("Pattern");
  expect(await card.locator("ol li").allTextContents()).toEqual([
    `30.0 % ${HOSTILE}.matches ← com.acme.Cart.total:42`,
  ]);
  expect(await card.locator(".links a").allTextContents()).toEqual([
    "Show in flame graph",
    "docs.oracle.com/pattern",
  ]);
  await card.getByText("Dismiss", { exact: true }).click();
  await card.getByLabel("Why").fill("known");
  await card.getByLabel("Your name").fill("ada");
  const dismissed = { by: "ada", reason: HOSTILE, at_millis: 1_790_000_000_000, share: 0.3 };
  const gone = { ...finding(), status: "dismissed", dismissed };
  collector.answers.set("POST /findings/dismiss", gone);
  collector.answers.set("GET /findings", { findings: [gone], checked: [checked()] });
  await card.getByRole("button", { name: "Dismiss until it grows" }).click();
  await page.getByText("recommendation: 61 rules on 4,000 samples").waitFor();
  expect(lastQuestion("/findings/dismiss").toString()).toBe(
    `id=${finding().id}&by=ada&reason=known`,
  );
  await page.getByText("1 dismissed or gone").click();
  await page.getByText(`Dismissed by ada on 2026-09-21 14:13: ${HOSTILE}`).waitFor();
  collector.answers.set("POST /findings/reopen", finding());
  collector.answers.set("GET /findings", { findings: [finding()], checked: [checked()] });
  await page.getByRole("button", { name: "Reopen" }).click();
  await page.getByRole("link", { name: "Show in flame graph" }).click();
  await page.getByText("No CPU time of shop-python in this range").waitFor();
  expect(new URL(page.url()).searchParams.get("search")).toBe("^com\\.acme\\.Cart\\.total$");
  expect(await page.title()).not.toBe("owned");
  expect(complaints).toEqual([]);
});

test("findings_sayWhatWasExpectedAndWhatWasChecked", async () => {
  const expected = { low: 0.5, high: 0.8, observed: 2.25 };
  const anomaly = { ...finding(), kind: "anomaly", unit: "cores", expected, evidence: [] };
  collector.answers.set("GET /findings", { findings: [anomaly], checked: [] });
  const { page } = await visit("/?screen=findings&service=shop-python");
  await page.getByText("2.25 cores; expected 0.5 to 0.8. Since 2026-09-21 13:13.").waitFor();
  collector.answers.set("GET /findings", { findings: [], checked: [] });
  await page.reload();
  await page.getByText("Not analysed yet").waitFor();
  collector.answers.set("GET /findings", { findings: [], checked: [checked()] });
  collector.answers.set("POST /findings/analyse", { findings: [], checked: [checked()] });
  await page.getByRole("button", { name: "Analyse this range" }).click();
  await page.getByRole("heading", { name: "Nothing open" }).waitFor();
  expect(lastQuestion("/findings/analyse").get("service")).toBe("shop-python");
});

for (const viewport of SIZES) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`screens_fitInto${viewport.width}PixelsIn${colorScheme}`, async () => {
      const { page, complaints } = await visit("/", { viewport, colorScheme });
      await page.locator("tbody tr").nth(1).waitFor();
      await picture(page, `home-${viewport.width}-${colorScheme}`);
      expect(await barriers(page)).toEqual([]);
      expect(await overhang(page)).toBeLessThanOrEqual(0);
      await page.keyboard.type("ga");
      await page.locator(".agents tbody tr").nth(1).waitFor();
      await page.getByText("Who changed what").waitFor();
      await picture(page, `agents-${viewport.width}-${colorScheme}`);
      expect(await barriers(page)).toEqual([]);
      expect(await overhang(page)).toBeLessThanOrEqual(0);
      await page.keyboard.type("gf");
      await page.locator(".finding canvas").waitFor();
      await picture(page, `findings-${viewport.width}-${colorScheme}`);
      expect(await barriers(page)).toEqual([]);
      expect(await overhang(page)).toBeLessThanOrEqual(0);
      expect(complaints).toEqual([]);
    });
  }
}

function cells(page: Page, row: number): Promise<string[]> {
  return page
    .locator("main table tbody")
    .first()
    .locator("tr")
    .nth(row)
    .locator("th, td")
    .allTextContents();
}

function lastQuestion(path: string): URLSearchParams {
  return (
    collector.questions.findLast((url) => url.pathname === path)?.searchParams ??
    new URLSearchParams()
  );
}

/** How often a path was asked for. */
function asked(path: string): number {
  return collector.questions.filter((url) => url.pathname === path).length;
}

/** The parameters of the last change of settings that was asked for. */
function changeAsked(): string | undefined {
  const asked = collector.questions.findLast(({ searchParams }) => searchParams.has("by"));
  return asked?.searchParams.toString();
}

function twoServices(): void {
  collector.services = [service(HOSTILE), service("shop-python", "python")];
  collector.answers.set("GET /overview", overview());
  collector.answers.set("GET /agents", { agents: [agent("one"), stoppedAgent()] });
  collector.answers.set("GET /findings", { findings: [finding()], checked: [checked()] });
  const none = { enabled: true, cpu_hz: 0, wall_hz: 0, report_seconds: 0, max_depth: 0 };
  const settings = { service: "", settings: none, effective: { ...none, cpu_hz: 50 } };
  collector.answers.set("GET /settings", settings);
  collector.answers.set("POST /settings", settings);
  const change = { at_millis: 1_790_000_000_000, service: "shop", by: "ada", address: "127.0.0.1" };
  collector.answers.set("GET /settings/changes", {
    changes: [{ ...change, before: none, after: { ...none, enabled: false, cpu_hz: 20 } }],
  });
}

function service(name: string, language = "java") {
  const last_millis = Date.now() - MINUTE;
  const runtimes = [{ language, name: language, version: "17" }];
  const seen = { first_millis: last_millis - 60 * MINUTE, last_millis };
  return { service: name, runtimes, instances: 1, profiles: 12, ...seen, labels: {}, series: CPU };
}

function overview() {
  const dear = {
    process_cpu_micros: 42 * 60_000_000,
    agent_cpu_micros: 6_000_000,
    sampling_micros: 4_584_000,
    hottest: {
      language: "java",
      owner: HOSTILE,
      function: "total",
      self_micros: 600_000_000,
      self_samples: 30_000,
    },
  };
  const silent = {
    open_findings: 1,
    runtimes: [{ language: "python", name: "CPython", version: "3.11.7" }],
    reporting: 0,
    last_millis: Date.now() - 180 * MINUTE,
    first_millis: Date.now() - 240 * MINUTE,
    sampled_cpu_micros: 6_000_000,
    step_sampled_cpu_micros: Array.from({ length: 24 }, () => 15_000_000),
  };
  return {
    from_millis: 0,
    to_millis: 1,
    step_millis: 150_000,
    count: 2,
    services: [glance("shop-python", silent), glance(HOSTILE, dear)],
  };
}

function glance(name: string, more: object = {}) {
  return {
    ...service(name),
    instances: 4,
    reporting: 3,
    open_findings: 0,
    observed_millis: 14_400_000,
    process_cpu_micros: 0,
    agent_cpu_micros: 0,
    sampling_micros: 0,
    sampled_cpu_micros: 2_500_000_000,
    step_observed_millis: Array.from({ length: 24 }, (_, i) => (i === 9 ? 0 : 150_000)),
    step_sampled_cpu_micros: Array.from({ length: 24 }, (_, i) =>
      i === 23 ? 105_000_000 : 60_000_000 + 25_000_000 * Math.sin(i / 2),
    ),
    ...more,
  };
}

function finding() {
  const frame = (owner: string, name: string, line = 0) => ({
    ...{ language: "java", owner, line },
    function: name,
  });
  const hour = { from_millis: 1_789_996_400_000, to_millis: 1_790_000_000_000 };
  return {
    ...{ id: "0123456789abcdef0123", service: "shop-python", kind: "recommendation", rule: "r" },
    ...{ title: `Regex ${HOSTILE}`, severity: "high", fix: "Keep the `Pattern`.", example: "" },
    why: "A `Pattern` is compiled for each call.",
    links: ["https://docs.oracle.com/pattern", "javascript:alert(1)"],
    ...{ measure: "cpu_time", states: [], unit: "microseconds" },
    ...{
      share: 0.3,
      value: 1_080_000_000,
      samples: 1_204,
      span_millis: 1_800_000,
      first_share: 0.3,
    },
    ...{
      ...hour,
      first_millis: hour.from_millis,
      status: "open",
      dismissed: null as object | null,
    },
    place: { language: "java", owner: "com.acme.Cart", function: "total" },
    expected: null as object | null,
    evidence: [
      {
        share: 0.3,
        frames: [
          frame("java.lang.Thread", "run"),
          frame("com.acme.Cart", "total", 42),
          frame(HOSTILE, "matches"),
        ],
      },
    ],
  };
}

function checked() {
  const range = { from_millis: 1_789_996_400_000, to_millis: 1_790_000_000_000 };
  return { service: "shop-python", kind: "recommendation", ...range, samples: 4_000, checks: 61 };
}

function agent(instance: string) {
  const last_millis = Date.now() - MINUTE;
  return {
    instance,
    agent_version: "0.10.0",
    runtimes: [{ language: "java", name: "OpenJDK 64-Bit Server VM", version: "17.0.15" }],
    labels: { env: HOSTILE } as object,
    profiles: 12,
    first_millis: last_millis - 60 * MINUTE,
    last_millis,
    observed_millis: 60 * MINUTE,
    process_cpu_micros: 1_800_000_000,
    agent_cpu_micros: 8_000_000,
    sampling_micros: 10_000_000,
    sampler: "async_profiler",
    sampler_reason: "default",
    drops: [] as object[],
  };
}

function stoppedAgent() {
  return {
    ...agent("two"),
    agent_version: "0.9.1",
    labels: {},
    last_millis: Date.now() - 40 * MINUTE,
    sampler: "thread_dump",
    sampler_reason: "library_unavailable",
    drops: [{ kind: "upload", reason: "queue_full", count: 12 }],
  };
}
