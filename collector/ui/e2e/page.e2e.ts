import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Page, Route } from "playwright-core";
import { expect, test } from "vitest";
import { answerOf } from "../test/trees";
import { barriers } from "./accessibility";
import { overhang, picture } from "./browser";
import { LOCAL, standalonePage } from "./collector";
import { collector, origin, visit, withScriptedCollector } from "./scripted";
import { shopAnswer } from "./shops";

const ROW = 18;
const MINUTE = 60_000;

withScriptedCollector();

test("firstRun_showsCommandsForThisCollectorAndGivesWayToTheFirstService", async () => {
  const { page, complaints } = await visit("/", { clock: true });
  await page.getByText("Waiting for the first profile").waitFor();
  expect(await commands(page)).toEqual([
    `java -javaagent:tandem-java-agent.jar=service=shop,collector=${origin} -jar app.jar`,
  ]);
  await picture(page, "first-run-java");
  await page.getByRole("tab", { name: "Python" }).click();
  expect(await commands(page)).toEqual([
    "pip install tandem-profiler",
    `tandem run --service shop --collector ${origin} app.py`,
  ]);
  await picture(page, "first-run-python");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy" }).first().click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    "pip install tandem-profiler",
  );

  shopsReport();
  await page.clock.runFor(5_000);
  await page.getByRole("main").getByRole("link", { name: "shop-java" }).click();
  await graphOf(page, "shop-java");
  expect(new URL(page.url()).search).toBe("?service=shop-java");
  expect(complaints).toEqual([]);
});

test("services_areShownWhereTheCollectorSaysNothingOfItself", async () => {
  shopsReport();
  collector.refusals.set("GET /collector", { error: "not now" });
  const { page, complaints } = await visit("/?service=shop-java", { clock: true });
  await graphOf(page, "shop-java");
  expect(await page.getByText("not now").count()).toBe(0);
  expect(complaints).toEqual([expect.stringContaining("400 (Bad Request)")]);

  collector.refusals.clear();
  collector.answers.set("GET /collector", { ...LOCAL, on_network: true });
  await page.clock.runFor(10_000);
  await page.getByText("Nothing is encrypted").waitFor();
});

test("screens_areTurnedToByLinkByKeyAndByTheBackButton", async () => {
  shopsReport();
  const { page, complaints } = await visit("/?service=shop-python&last=15m");
  await graphOf(page, "shop-python");
  const home = page.getByRole("main").getByRole("link", { name: "shop-java" });
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await home.waitFor();
  expect(new URL(page.url()).search).toBe("?last=15m");
  expect(await page.title()).toBe("Tandem");
  await page.getByRole("link", { name: "Explore" }).click();
  await graphOf(page, "shop-python");
  expect(await page.title()).toBe("Explore · shop-python · Tandem");
  await page.goBack();
  await home.waitFor();
  await page.goBack();
  await graphOf(page, "shop-python");
  await page.getByRole("searchbox").fill("");
  await page.keyboard.type("gh");
  expect(await page.getByRole("searchbox").inputValue()).toBe("gh");
  expect(complaints).toEqual([]);
});

test("flameGraph_zoomsByClickAndBackByEscapeAndBackButton", async () => {
  shopsReport();
  const { page, complaints } = await visit("/?service=shop-java");
  const graph = await graphOf(page, "shop-java");
  await hover(page, 7, 0.7);
  await page.locator(".tooltip").waitFor();
  expect(await readout(page)).toBe(
    "Jpricecom.acme.shop.pricing.PriceCartself 0 s · total 39.3 s · 49.5 % of total · 1,963 samples · $0.96 a month",
  );
  await picture(page, "flame-light-1280");

  await graph.click({ position: await inRow(page, 7, 0.7) });
  await page.getByRole("button", { name: "Reset zoom" }).waitFor();
  await picture(page, "flame-zoomed");
  expect(page.url()).toContain("zoom=7-");
  await page.reload();
  await graphOf(page, "shop-java");
  await page.getByRole("button", { name: "c.a.s.p.PriceCart.price" }).waitFor();
  await page.keyboard.press("Escape");
  await expectGone(page, "Reset zoom");
  await page.goBack();
  await page.getByRole("button", { name: "c.a.s.p.PriceCart.price" }).waitFor();
  expect(complaints).toEqual([]);
});

test("flameGraph_isWalkedByKeys", async () => {
  shopsReport();
  const { page, complaints } = await visit("/?service=shop-python");
  const graph = await graphOf(page, "shop-python");
  await graph.focus();
  for (let row = 0; row <= 7; row++) await page.keyboard.press("ArrowDown");
  expect(await readout(page)).toContain("Cart.totalshop.pricing.cart");
  await page.keyboard.press("ArrowLeft");
  expect(await readout(page)).toContain("parse_ordershop.orders.parser");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowUp");
  expect(await readout(page)).toContain("Router.dispatchshop.web.router");
  await page.keyboard.press("ArrowDown");
  await picture(page, "flame-keys");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Reset zoom" }).waitFor();
  await page.keyboard.press("Escape");
  await expectGone(page, "Reset zoom");
  expect(complaints).toEqual([]);
});

test("search_showsTheShareOfTotalAndIsPartOfTheAddress", async () => {
  shopsReport();
  const { page, complaints } = await visit("/?service=shop-java");
  await graphOf(page, "shop-java");
  await page.keyboard.press("/");
  await page.keyboard.type("libz|BigDecimal");
  const matched = page.locator(".matched");
  await matched.getByText("matched 34.6 % of total").waitFor();
  await picture(page, "flame-search");
  expect(await tableNames(page)).toEqual([
    "N longest_match [libz.so.1]",
    "J java.math.BigDecimal.divideAndRound",
    "N compress_block [libz.so.1]",
    "N deflate [libz.so.1]",
    "J java.math.BigDecimal.multiply",
    "J java.math.BigDecimal.setScale",
  ]);
  await page.reload();
  await matched.getByText("matched 34.6 % of total").waitFor();
  await page.getByRole("searchbox").fill("get(");
  await matched.getByText("matched 0 % of total").waitFor();
  expect(complaints).toEqual([]);
});

test("measures_areThoseThatTheServiceReports", async () => {
  shopsReport();
  const { page, complaints } = await visit("/?service=shop-java&last=15m");
  await graphOf(page, "shop-java");
  expect(await measures(page)).toEqual(["CPU", "Wall", "Allocation", "Lock"]);
  await page.getByRole("button", { name: "Allocation", exact: true }).click();
  await graphOf(page, "shop-java");
  expect(collector.lastQuestion()).toMatchObject({ measure: "allocated_bytes" });
  expect(new URL(page.url()).search).toBe("?service=shop-java&last=15m&measure=alloc");
  await picture(page, "allocation");
  await page.getByRole("button", { name: "Lock", exact: true }).click();
  await graphOf(page, "shop-java");
  expect(collector.lastQuestion()).toMatchObject({ measure: "lock_time" });

  await page.goto(page.url().replace(/\?.*/, "?service=shop-python&last=15m"));
  await graphOf(page, "shop-python");
  expect(await measures(page)).toEqual(["CPU", "Wall"]);
  await page.goto(page.url().replace(/\?.*/, "?service=shop-python&last=15m&measure=lock"));
  await graphOf(page, "shop-python");
  expect(await measures(page)).toEqual(["CPU", "Wall", "Lock"]);
  expect(complaints).toEqual([]);
});

test("address_restoresTheWholeQuestion", async () => {
  shopsReport();
  const query = "?service=shop-python&last=15m&measure=wall&state=io&label=env%3Dprod";
  const { page, complaints } = await visit(`/${query}`);
  await graphOf(page, "shop-python");
  const asked = collector.lastQuestion();
  expect(Number(asked.to_millis) - Number(asked.from_millis)).toBe(15 * MINUTE);
  expect(asked).toMatchObject({
    service: "shop-python",
    measure: "wall_time",
    state: "io",
    label: "env=prod",
  });
  expect(await pressed(page)).toEqual(["15 min", "Wall", "Flame", "Functions"]);
  await picture(page, "wall-filters");
  await page.getByRole("button", { name: "CPU", exact: true }).click();
  await page.getByRole("button", { name: "Remove env: prod" }).click();
  expect(new URL(page.url()).search).toBe("?service=shop-python&last=15m");
  await page.goBack();
  await page.goBack();
  expect(new URL(page.url()).search).toBe(query);
  expect(await page.getByLabel("Thread state").inputValue()).toBe("io");
  expect(complaints).toEqual([]);
});

test("customRange_isAskedForAndKeptInTheAddress", async () => {
  shopsReport();
  const { page, complaints } = await visit("/?service=shop-java");
  await graphOf(page, "shop-java");
  await page.getByRole("button", { name: "Custom" }).click();
  await page.getByLabel("From", { exact: true }).fill("2026-01-02T03:04");
  await picture(page, "custom-range");
  await page.getByLabel("To", { exact: true }).fill("2026-01-02T04:05");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByText("No CPU time of shop-java in this range").waitFor();
  expect(collector.lastQuestion().to_millis).toBe(String(Date.parse("2026-01-02T04:05Z")));
  await picture(page, "empty-range");
  await page.getByRole("button", { name: "Show last hour with data" }).click();
  await graphOf(page, "shop-java");
  expect(complaints).toEqual([]);
});

test("timeline_aDraggedPartIsTheTimeRangeUntilItIsReset", async () => {
  shopsReport();
  const { page, complaints } = await visit("/?service=shop-java&last=6h&measure=wall");
  await graphOf(page, "shop-java");
  const plot = page.locator(".timeline-chart .u-over");
  const box = await plot.boundingBox();
  if (box === null) throw new Error("no timeline");
  await page.mouse.move(box.x + 0.92 * box.width, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.97 * box.width, box.y + 30);
  await page.mouse.up();
  await expect.poll(() => new URL(page.url()).searchParams.has("from")).toBe(true);
  await expect
    .poll(() => {
      const asked = collector.lastQuestion();
      return Math.round((Number(asked.to_millis) - Number(asked.from_millis)) / MINUTE);
    })
    .toBe(18);
  await page.getByRole("button", { name: "Reset time range" }).click();
  await graphOf(page, "shop-java");
  expect(new URL(page.url()).search).toBe("?service=shop-java&last=6h&measure=wall");
  await page.goBack();
  await page.getByRole("button", { name: "Reset time range" }).waitFor();
  await page.goBack();

  await page.getByRole("application", { name: /threads over time/i }).press("+");
  await expect
    .poll(() => {
      const asked = collector.lastQuestion();
      return Math.round((Number(asked.to_millis) - Number(asked.from_millis)) / MINUTE);
    })
    .toBe(180);
  await picture(page, "timeline");
  expect(complaints).toEqual([]);
});

test("failure_isShownWithAWayToTryAgainAndKeepsWhatWasLoaded", async () => {
  shopsReport();
  const { page } = await visit("/?service=shop-java");
  await graphOf(page, "shop-java");
  collector.failing = true;
  await page.getByRole("button", { name: "Refresh" }).click();
  const problem = page.getByRole("alert");
  await problem
    .getByText(
      "The collector answered 503: the store is closing. Shown is what was loaded just now.",
    )
    .waitFor();
  await graphOf(page, "shop-java");
  await picture(page, "failure");
  collector.failing = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await problem.waitFor({ state: "detached" });
});

test("newData_isOfferedAndNotForcedOnTheReader", async () => {
  shopsReport(5 * MINUTE);
  const { page, complaints } = await visit("/?service=shop-java", { clock: true });
  await page.getByText("79.4 s of CPU time in 12 profiles").waitFor();
  shopsReport(MINUTE, 13);
  await page.clock.runFor(10_000);
  await page.getByRole("button", { name: "Show new data" }).click();
  await page.getByText("79.4 s of CPU time in 13 profiles").waitFor();
  await page.getByRole("button", { name: "Refresh" }).waitFor();
  expect(complaints).toEqual([]);
});

test("emptyRange_fillsByItselfOnceTheServiceReports", async () => {
  shopsReport(3 * 60 * MINUTE);
  const { page, complaints } = await visit("/?service=shop-java", { clock: true });
  await page.getByText("The last profile ended 3 h ago").waitFor();
  shopsReport(MINUTE, 13);
  await page.clock.runFor(10_000);
  await graphOf(page, "shop-java");
  expect(complaints).toEqual([]);
});

test("oldData_isSaidToBeOld", async () => {
  shopsReport(30 * MINUTE);
  const { page, complaints } = await visit("/?service=shop-java");
  await page.getByText("The last profile ended 30 min ago").waitFor();
  await picture(page, "stale");
  expect(complaints).toEqual([]);
});

test("table_pickedFunctionIsShownBetweenItsCallersAndCallees", async () => {
  shopsReport();
  const { page, complaints } = await visit("/?service=shop-java");
  await graphOf(page, "shop-java");
  await page.getByRole("button", { name: "Total", exact: true }).click();
  expect((await tableNames(page))[0]).toBe("J com.acme.shop.http.Router.handle");
  await page.getByRole("button", { name: "com.acme.shop.http.Router.handle" }).click();
  await page.getByText("total 78.2 s, 98.5 % of total").waitFor();
  expect(new URL(page.url()).searchParams.get("frame")).toBe(
    "java:com.acme.shop.http.Router#handle",
  );
  await picture(page, "sandwich");
  await page.getByText("Calls 5 functions").click();
  await page
    .getByRole("region", { name: "Callees" })
    .getByRole("button", { name: "StockQuery.find" })
    .click();
  await page.getByText("total 4.86 s, 6.12 % of total").waitFor();
  await page.goBack();
  await page.getByText("total 78.2 s, 98.5 % of total").waitFor();
  await page.keyboard.press("1");
  await graphOf(page, "shop-java");
  expect(complaints).toEqual([]);
});

test("frameMenu_hidesFocusesAndCollapsesAndEachIsTakenBackByItsChip", async () => {
  shopsReport();
  const { page, complaints } = await visit("/?service=shop-java");
  const graph = await graphOf(page, "shop-java");
  await graph.click({ button: "right", position: await inRow(page, 6, 0.3) });
  const menu = page.getByRole("menu", { name: "Actions for com.acme.shop.http.Router.handle" });
  await menu.waitFor();
  await picture(page, "frame-menu");
  await menu.getByRole("menuitem", { name: "Focus on this function" }).click();
  await page.getByRole("button", { name: /Remove Focus/ }).waitFor();
  await hover(page, 1, 0.3);
  expect(await readout(page)).toContain("Jhandlecom.acme.shop.http.Routerself 0 s · total 78.2 s");

  await graph.focus();
  for (let row = 0; row <= 2; row++) await page.keyboard.press("ArrowDown");
  expect(await readout(page)).toContain("PriceCart");
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Hide this function" }).press("Enter");
  await page
    .getByRole("button", { name: "Remove Hidden: com.acme.shop.pricing.PriceCart.price" })
    .waitFor();
  expect(new URL(page.url()).searchParams.getAll("hide")).toEqual([
    "java:com.acme.shop.pricing.PriceCart#price",
  ]);
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("CANVAS");
  await page.reload();
  await graphOf(page, "shop-java");
  await picture(page, "transforms");
  await page.getByRole("button", { name: /Remove Hidden/ }).click();
  await page.getByRole("button", { name: /Remove Focus/ }).click();
  expect(new URL(page.url()).search).toBe("?service=shop-java");
  expect(complaints).toEqual([]);
});

test("callersView_asksForTheTreeTurnedOver", async () => {
  shopsReport();
  const { page, complaints } = await visit("/?service=shop-java");
  await graphOf(page, "shop-java");
  await page.getByRole("button", { name: "Callers", exact: true }).click();
  await page.getByText("What was executing above, its callers below").waitFor();
  expect(collector.lastQuestion()).toMatchObject({ first: "callees" });
  await page.goBack();
  await page.getByText("Callers above, callees below").waitFor();
  expect(complaints).toEqual([]);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`explore_isAccessibleIn${colorScheme}`, async () => {
    shopsReport();
    const viewport = { width: 1400, height: 900 };
    const address =
      "/?service=shop-java&measure=wall&label=env%3Dprod&recursion=once&mine=com.acme.shop";
    const { page, complaints } = await visit(address, { viewport, colorScheme });
    await graphOf(page, "shop-java");
    expect(await barriers(page)).toEqual([]);
    await picture(page, `explore-${colorScheme}`);
    await page.setViewportSize({ width: 800, height: 600 });
    await expect.poll(() => overhang(page)).toBeLessThanOrEqual(0);
    await picture(page, `explore-800-${colorScheme}`);
    await page.setViewportSize(viewport);
    await page.getByRole("application", { name: /Flame graph/ }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Shift+F10");
    await page.getByRole("menu").waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await picture(page, `keys-${colorScheme}`);
    expect(await barriers(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("3");
    await page.getByRole("button", { name: "DiscountRules.apply" }).click();
    await page.getByRole("application", { name: /Callees of/ }).waitFor();
    expect(await barriers(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
}

test("colours_byStateAreAskedForByStateAndSaidOfTheFrame", async () => {
  shopsReport();
  const { page, complaints } = await visit("/?service=shop-java&measure=wall");
  await graphOf(page, "shop-java");
  await page.getByLabel("Colour").selectOption("State");
  await page.locator(".legend", { hasText: "Waiting" }).waitFor();
  const asked = collector.questions.filter((url) => url.pathname === "/flamegraph").slice(1);
  expect(asked.map((url) => url.searchParams.get("state"))).toEqual(["running", "waiting", "io"]);
  await hover(page, 6, 0.3);
  expect(await readout(page)).toContain("running 33.3 % · waiting 33.3 % · i/o 33.3 %");
  await picture(page, "colour-state");
  expect(complaints).toEqual([]);
});

test("mixedStacks_sayWhereABoundaryIsApproximate", async () => {
  shopsReport();
  const stacks = [
    "J:jep.SharedInterpreter#exec;O:#<approximate>;Py:shop.rules#apply 6",
    "J:jep.SharedInterpreter#exec;Py:#<python> 2",
    "J:com.acme.Shop#price 2",
  ];
  const seen = { service: "shop-java", first_millis: 0, last_millis: Date.now() };
  collector.known.set("shop-java", { ...answerOf(stacks, 20_000), ...seen });
  const { page, complaints } = await visit("/?service=shop-java");
  await graphOf(page, "shop-java");
  await page.getByText("Not known for sure").waitFor();
  await hover(page, 2, 0.5);
  expect(await readout(page)).toContain("approximate boundary");
  await hover(page, 2, 0.95);
  await picture(page, "mixed");
  expect(complaints).toEqual([]);
});

test("names_areTextInMenusChipsAndTheSandwich", async () => {
  shopsReport();
  const name = `<img src=x onerror="document.title='owned'">`;
  const seen = { service: "shop-java", first_millis: 0, last_millis: Date.now() };
  collector.known.set("shop-java", { ...answerOf([`J:com.acme.Shop#${name} 3`]), ...seen });
  const { page, complaints } = await visit("/?service=shop-java");
  const graph = await graphOf(page, "shop-java");
  await graph.click({ button: "right", position: await inRow(page, 1, 0.5) });
  await page.getByRole("menuitem", { name: "Callers and callees (sandwich)" }).click();
  await page.getByRole("application", { name: `Callees of com.acme.Shop.${name}` }).waitFor();
  await page.keyboard.press("1");
  await (await graphOf(page, "shop-java")).click({
    button: "right",
    position: await inRow(page, 1, 0.5),
  });
  await page.getByRole("menuitem", { name: "Hide this function" }).click();
  await page.getByText(`com.acme.Shop.${name}`).first().waitFor();
  expect(await page.locator("main img").count()).toBe(0);
  expect(await page.title()).not.toBe("owned");
  expect(complaints).toEqual([]);
});

test("share_copiesALinkToTheSameDataAndSavesFiles", async () => {
  shopsReport();
  const { page, complaints } = await visit("/?service=shop-java&mine=com.acme");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await graphOf(page, "shop-java");
  const share = page.getByRole("button", { name: "Share" });
  await share.click();
  await page.getByRole("menuitem", { name: "Copy link to what is shown" }).click();
  await page.getByText("Copied").waitFor();
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  const asked = collector.lastQuestion();
  expect(Date.parse(link.searchParams.get("from") ?? "")).toBe(Number(asked.from_millis));
  expect(link.searchParams.get("mine")).toBe("com.acme");

  await share.click();
  const saving = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Save the picture as PNG" }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe("shop-java cpu.png");
  const bytes = readFileSync(await saved.path());
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  expect(bytes.readUInt32BE(20)).toBe(14 * ROW);
  expect(complaints).toEqual([]);
});

test("savedFile_isTheGraphWithoutAServer", async () => {
  mkdirSync("build", { recursive: true });
  const template = readFileSync("dist/flamegraph-template.html", "utf8");
  expect(template.match(/__TANDEM_\w+__/g)).toEqual(["__TANDEM_TITLE__", "__TANDEM_PROFILE__"]);
  writeFileSync("build/shop.html", standalonePage(template, shopAnswer("shop-java")));
  const { page, complaints } = await visit(pathToFileURL("build/shop.html").href);
  await graphOf(page, "shop-java");
  await page.getByRole("heading", { name: "shop-java CPU" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("libz");
  await page.getByText("matched 18.9 % of total").waitFor();
  await picture(page, "standalone");
  expect(complaints.filter((complaint) => !complaint.includes("build/shop.html"))).toEqual([]);
});

test("explore_saysHowManyAgentsReportedUpToTheEnd", async () => {
  shopsReport();
  collector.answers.set("GET /agents", { agents: [agent("one", 1), agent("two", 30)] });
  const { page, complaints } = await visit("/?service=shop-java");
  const partial = page.locator(".partial");
  await partial.getByText("1 of 2 agents reported up to the end of this range.").waitFor();
  expect(await partial.locator("span").getAttribute("title")).toBe("two");
  await graphOf(page, "shop-java");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await picture(page, `partial-${colorScheme}`);
    expect(await barriers(page)).toEqual([]);
  }
  const asked = collector.questions.findLast((url) => url.pathname === "/agents");
  expect([...(asked?.searchParams.keys() ?? [])]).toEqual(["service", "from_millis", "to_millis"]);
  expect(await partial.getByRole("link", { name: "Show agents" }).getAttribute("href")).toBe(
    "?screen=agents&service=shop-java",
  );
  expect(complaints).toEqual([]);
});

test("live_keepsSayingWhoDidNotReportWhileItAsksAgain", async () => {
  shopsReport();
  collector.answers.set("GET /agents", { agents: [agent("one", 1), agent("two", 30)] });
  const live = { service: "shop-java", live_until_millis: 1, report_seconds: 10 };
  collector.answers.set("POST /live", live);
  const { page, complaints } = await visit("/?service=shop-java", { clock: true });
  await page.getByText("1 of 2 agents reported up to the end of this range.").waitFor();
  const notice = await page.waitForSelector(".partial");

  const held: Route[] = [];
  let holds = true;
  await page.route("**/api/v1/agents?*", async (route) => {
    if (holds) held.push(route);
    else await route.continue();
  });
  await page.getByRole("button", { name: "Live", exact: true }).click();
  await expect.poll(() => held.length).toBeGreaterThan(0);
  expect(await notice.isVisible()).toBe(true);
  collector.answers.set("GET /agents", {
    agents: [agent("one", 1), agent("two", 30), agent("three", 30)],
  });
  holds = false;
  await Promise.all(held.map((route) => route.continue()));
  await page.getByText("1 of 3 agents reported up to the end of this range.").waitFor();
  expect(await notice.isVisible()).toBe(true);
  expect(complaints).toEqual([]);
});

test("search_ofAPatternThatWouldNeverEndIsAnswered", async () => {
  const owner = "a".repeat(400);
  const seen = { first_millis: Date.now() - 20 * MINUTE, last_millis: Date.now() - MINUTE };
  shopsReport();
  collector.known.set("shop-java", { ...answerOf([`main;J:${owner}#x 3`]), ...seen });
  const { page, complaints } = await visit("/?service=shop-java&search=(a%2B)%2B%24");
  await page.getByText("matched 0 % of total").waitFor();
  expect(complaints).toEqual([]);
});

test("colours_followTheSystemWhileThePageIsOpen", async () => {
  shopsReport();
  const { page, complaints } = await visit("/?service=shop-java");
  await graphOf(page, "shop-java");
  expect(await isDark(page)).toBe(false);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(() => isDark(page)).toBe(true);
  expect(complaints).toEqual([]);
});

for (const width of [400, 1280, 1440]) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`page_fitsInto${width}PixelsIn${colorScheme}`, async () => {
      shopsReport();
      const { page, complaints } = await visit("/?service=shop-java&measure=wall", {
        viewport: { width, height: 900 },
        deviceScaleFactor: 2,
        colorScheme,
      });
      await graphOf(page, "shop-java");
      expect(await overhang(page)).toBeLessThanOrEqual(0);
      expect(await isDark(page)).toBe(colorScheme === "dark");
      await picture(page, `page-${width}-${colorScheme}`);
      expect(complaints).toEqual([]);
    });
  }
}

/** As /agents tells of one that was heard of so many minutes ago. */
function agent(instance: string, ageMinutes: number) {
  return {
    ...{ instance, agent_version: "0.1.0", runtimes: [], labels: {}, profiles: 3 },
    ...{ first_millis: 0, last_millis: Date.now() - ageMinutes * MINUTE },
    ...{ observed_millis: 15 * MINUTE, sampler: "", sampler_reason: "", drops: [] },
  };
}

/** Both shops have reported, the last window ended so long ago. */
function shopsReport(ageMillis = MINUTE, profiles = 12): void {
  const last = Date.now() - ageMillis;
  const seen = { first_millis: last - 20 * MINUTE, last_millis: last };
  collector.known.set("shop-java", { ...shopAnswer("shop-java"), ...seen, profiles });
  collector.known.set("shop-python", { ...shopAnswer("shop-python"), ...seen, profiles });
  const common = {
    ...seen,
    instances: 2,
    profiles,
    labels: { env: ["prod", "test"], version: ["1.4"] },
    series: [
      { measure: "cpu_time", state: "running" },
      ...["running", "waiting", "io"].map((state) => ({ measure: "wall_time", state })),
    ],
  };
  collector.services = [
    {
      service: "shop-java",
      runtimes: [{ language: "java", name: "OpenJDK 64-Bit Server VM", version: "17.0.15" }],
      ...common,
      series: [
        ...common.series,
        { measure: "lock_time", state: "blocked" },
        { measure: "allocated_bytes", state: "unspecified" },
      ],
    },
    {
      service: "shop-python",
      runtimes: [{ language: "python", name: "CPython", version: "3.11.7" }],
      ...common,
    },
  ];
}

/** The graph of a service, once it is drawn. */
async function graphOf(page: Page, service: string) {
  const graph = page.getByRole("application", { name: `Flame graph of ${service}` });
  await graph.waitFor();
  await page.waitForFunction(() => {
    const canvas = document.querySelector<HTMLCanvasElement>(".flame-scroll canvas");
    const pixel = canvas?.getContext("2d")?.getImageData(canvas.width / 2, 8, 1, 1).data;
    return pixel !== undefined && pixel[3] > 0;
  });
  return graph;
}

async function inRow(page: Page, row: number, share: number) {
  const box = await page.locator(".flame-scroll canvas").boundingBox();
  return { x: share * (box?.width ?? 0), y: row * ROW + ROW / 2 };
}

async function hover(page: Page, row: number, share: number): Promise<void> {
  await page.locator(".flame-scroll canvas").hover({ position: await inRow(page, row, share) });
}

async function readout(page: Page): Promise<string> {
  return (await page.locator(".readout").textContent()) ?? "";
}

async function expectGone(page: Page, button: string): Promise<void> {
  await page.getByRole("button", { name: button }).waitFor({ state: "detached" });
}

function commands(page: Page): Promise<string[]> {
  return page.locator(".command code").allTextContents();
}

function measures(page: Page): Promise<string[]> {
  return page.getByRole("group", { name: "Measure" }).getByRole("button").allTextContents();
}

function pressed(page: Page): Promise<string[]> {
  return page.locator("button[aria-pressed=true]").allTextContents();
}

function tableNames(page: Page): Promise<string[]> {
  return page
    .locator("tbody th button")
    .evaluateAll((buttons) =>
      buttons.map((button) => [...button.children].map((part) => part.textContent).join(" ")),
    );
}

/** Whether the root of the graph is drawn dark. */
function isDark(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>(".flame-scroll canvas");
    const data = canvas?.getContext("2d")?.getImageData(canvas.width / 2, 8, 1, 1).data;
    return data !== undefined && data[0] + data[1] + data[2] < 300;
  });
}
