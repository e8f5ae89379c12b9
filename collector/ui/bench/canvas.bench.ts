import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, test } from "vitest";
import { launch, open } from "../e2e/browser";
import { ScriptedCollector } from "../e2e/collector";
import { sampledAnswer } from "../test/trees";

// Main-thread CPU of what a reader does, printed and not judged: the page's target for 100,000 nodes is
// 100 ms to the first graph and 20 ms to zoom. Milliseconds of the renderer's main thread, median of RUNS.
const RUNS = 5;
const SIZES = [
  [10_000, 625],
  [100_000, 6_250],
  [1_000_000, 20_000],
];

let browser: Browser;
const collector = new ScriptedCollector();

beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await collector.stop();
});

test("mainThreadCpu", async () => {
  const origin = await collector.start();
  for (const [nodes, names] of SIZES) {
    const now = Date.now();
    collector.services = [{ service: "big", profiles: 1, last_millis: now }];
    const seen = { service: "big", first_millis: now - 60_000, last_millis: now };
    collector.known.set("big", { ...sampledAnswer(nodes, 7, names), ...seen });
    console.log(`${nodes.toLocaleString("en-US")} nodes: ${await measure(origin)}`);
  }
});

async function measure(origin: string): Promise<string> {
  const { page } = await open(browser, origin, { viewport: { width: 1400, height: 900 } });
  await page.goto(`${origin}/?service=big`);
  await page.locator(".flame-scroll canvas").waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const cost = (act: () => Promise<unknown>) => median(page, session, act);
  const load = await cost(() => page.getByRole("button", { name: "Refresh" }).click());
  const zoom = await cost(() => clickRow(page, page.url().includes("zoom=") ? 0 : 3));
  await page.keyboard.press("Escape");
  const scroll = await cost(() => scrollBy(page, 90));
  let letters = "Class";
  const search = await cost(() => {
    letters += "1";
    return page.getByRole("searchbox").fill(letters);
  });
  await page.context().close();
  return `load and draw ${load}, zoom ${zoom}, scroll ${scroll}, search ${search} ms`;
}

async function median(
  page: Page,
  session: CDPSession,
  act: () => Promise<unknown>,
): Promise<number> {
  const costs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const before = await taskSeconds(session);
    await act();
    await settled(page);
    costs.push((await taskSeconds(session)) - before);
  }
  return Math.round(1_000 * costs.sort((a, b) => a - b)[RUNS >> 1]);
}

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find((metric) => metric.name === "TaskDuration")?.value ?? 0;
}

// Nothing under way, and two frames painted since.
async function settled(page: Page): Promise<void> {
  await page.locator("main[aria-busy=false]").waitFor();
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
}

// By the mouse itself: a locator's own checks would run on the measured thread.
async function clickRow(page: Page, row: number): Promise<void> {
  const box = await page.locator(".flame-scroll canvas").boundingBox();
  await page.mouse.click((box?.x ?? 0) + 300, (box?.y ?? 0) + row * 18 + 9);
}

async function scrollBy(page: Page, pixels: number): Promise<void> {
  await page.evaluate((by) => document.querySelector(".flame-scroll")?.scrollBy(0, by), pixels);
}
