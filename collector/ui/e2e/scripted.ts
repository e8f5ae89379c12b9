import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { launch, open, type WatchedPage } from "./browser";
import { ScriptedCollector } from "./collector";

/** Of the test that runs. */
export let collector: ScriptedCollector;
export let origin: string; // of the collector, without a slash at the end

let browser: Browser;
let watched: WatchedPage;

/** Gives each test of a file a collector that knows nothing but what `prepare` says, and one page. */
export function withScriptedCollector(prepare: () => void = () => {}): void {
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    collector = new ScriptedCollector();
    origin = await collector.start();
    prepare();
  });
  afterEach(async () => {
    await watched.page.context().close();
    await collector.stop();
  });
}

interface Visit extends BrowserContextOptions {
  readonly clock?: boolean; // timers of the page stand still until the test moves them
}

/** Opens a path of the collector, or any other address. */
export async function visit(address: string, { clock = false, ...options }: Visit = {}) {
  watched = await open(browser, origin, { timezoneId: "UTC", ...options });
  if (clock) await watched.page.clock.install();
  await watched.page.goto(new URL(address, origin).href);
  return watched;
}
