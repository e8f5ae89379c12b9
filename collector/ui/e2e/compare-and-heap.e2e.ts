import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { barriers } from "./accessibility";
import { launch, open, overhang, picture } from "./browser";
import { RealCollector, sendGeneratedShop } from "./real";

const HOSTILE = `<img src=x onerror="document.title='owned'">`;

const collector = new RealCollector();
let browser: Browser;
let origin: string;

beforeAll(async () => {
  origin = await collector.start();
  await sendGeneratedShop(origin, "shop");
  await sendGeneratedShop(origin, HOSTILE);
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await collector.stop();
});

test("compare_offersTheDeploymentAndShowsWhatItChanged", async () => {
  const { page, complaints } = await visit("?service=shop&screen=compare&last=6h");
  await page.getByText("No CPU time in A: nothing to compare").waitFor();
  await page.getByRole("button", { name: "1.4 → 1.5" }).click();
  await page.locator(".verdict b").waitFor();
  expect(new URL(page.url()).searchParams.getAll("a_label")).toEqual(["version=1.4"]);
  expect(new URL(page.url()).searchParams.getAll("b_label")).toEqual(["version=1.5"]);
  expect(await page.locator(".verdict b").textContent()).toBe("+10.0 %");
  expect(await page.locator(".side-a .figures").textContent()).toContain("32 profiles");
  expect((await names(page)).slice(0, 2)).toEqual([
    "com.acme.json.Numbers.read",
    "com.acme.cart.Discounts.apply",
  ]);
  const chance = page.locator("tr.unsure", { hasText: "com.acme.http.Access.log" });
  expect(await chance.textContent()).toContain("chance?");

  await page.getByRole("button", { name: "Per second" }).click();
  await page.locator("td", { hasText: "ms/s" }).first().waitFor();
  await page.getByRole("button", { name: "Samples", exact: true }).click();
  await page.reload();
  await page.locator("th[aria-sort=descending]", { hasText: "Samples" }).waitFor();
  expect(await page.getByRole("button", { name: "Per second" }).getAttribute("aria-pressed")).toBe(
    "true",
  );
  await page.getByRole("button", { name: "Swap A and B" }).click();
  await page.locator(".verdict b", { hasText: "−9.1 %" }).waitFor();
  expect(complaints).toEqual([]);
});

test("compare_takesTheTimeBeforeAndIsWalkedByKeys", async () => {
  const { page, complaints } = await visit("?service=shop&screen=compare");
  const graph = page.getByRole("application", { name: "Difference of shop" });
  await graph.waitFor();
  await page.getByText("before: just as long before B").waitFor();
  await graph.focus();
  for (let row = 0; row < 4; row++) await page.keyboard.press("ArrowDown");
  const readout = page.locator(".readout");
  expect(await readout.textContent()).toMatch(
    /Cart|Parser.*A \d+\.\d+ % · B \d+\.\d+ % · [+−]\d+\.\d\d pt \(95 %: /,
  );
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Reset zoom" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Reset zoom" }).waitFor({ state: "detached" });
  expect(complaints).toEqual([]);
});

test("compare_savesWhatItShows", async () => {
  const { page, complaints } = await visit("?service=shop&screen=compare");
  const [csv] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "CSV" }).click(),
  ]);
  expect(csv.suggestedFilename()).toBe("shop-changes.csv");
  expect(readFileSync(await csv.path(), "utf8")).toMatch(
    /^language,owner,function,before,.*\r\njava,com\.acme\.[\w.]+,\w+,0\.\d+,/,
  );
  const json = await page.getByRole("link", { name: "JSON" }).getAttribute("href");
  const answer = await (await fetch(new URL(json ?? "", origin))).json();
  expect(answer.functions.count).toBe(12);
  expect(complaints).toEqual([]);
});

test("heap_showsClassesTheirGrowthAndHowTheyWereCounted", async () => {
  const { page, complaints } = await visit("?service=shop&screen=heap&last=6h");
  await page.getByText("all objects, garbage included").waitFor();
  expect((await names(page)).slice(0, 2)).toEqual(["byte[]", "com.acme.cart.Session"]);
  await page.getByRole("button", { name: "Growth" }).click();
  await page.locator("tbody tr").first().getByText("com.acme.cart.Session").click();
  expect(new URL(page.url()).search).toBe(
    "?screen=heap&service=shop&last=6h&classes=slope&class=com.acme.cart.Session",
  );
  const chosen = await page.locator("tr.chosen").textContent();
  expect(chosen).toMatch(/Session2\d\d MiB3\d\.\d %\+8\d\.\d MiB\/h\+8/);
  const explore = page.locator("tr.chosen").getByRole("link", { name: "Explore" });
  expect(await explore.getAttribute("href")).toBe(
    "?service=shop&last=6h&measure=alloc&search=com%5C.acme%5C.cart%5C.Session",
  );
  await page.getByRole("button", { name: "Objects", exact: true }).first().click();
  await page.locator("tr.chosen", { hasText: "/h" }).waitFor();
  expect((await names(page))[0]).toBe("java.util.HashMap$Node");
  await page.getByText("2,4").filter({ hasText: "collections in this range took" }).waitFor();
  await page.getByRole("region", { name: "Classes over time" }).waitFor();
  expect(complaints).toEqual([]);
});

test("heap_saysHowToSwitchItOn", async () => {
  const { page, complaints } = await visit(
    "?service=shop&screen=heap&from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z",
  );
  await page.getByText("heap_summary=on").waitFor();
  await page.getByRole("button", { name: "Show the last 24 h" }).click();
  await page.getByText("all objects, garbage included").waitFor();
  expect(complaints).toEqual([]);
});

test("screens_tellOfAFailureAndKeepWhatWasLoaded", async () => {
  const { page } = await visit("?service=shop&screen=compare");
  await page.locator(".verdict b").waitFor();
  await page.route("**/api/v1/difference?*", (route) =>
    route.fulfill({ status: 503, json: { error: "too many questions" } }),
  );
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.getByRole("alert").getByText("too many questions").waitFor();
  expect(await page.getByRole("alert").textContent()).toContain(
    "Shown is what was loaded just now",
  );
  expect(await page.locator(".verdict b").count()).toBe(1);
  await page.unroute("**/api/v1/difference?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("alert").waitFor({ state: "detached" });
});

test("screens_sayWhereTheServiceMayHaveStopped", async () => {
  const { page, complaints } = await open(browser, origin);
  await page.clock.setFixedTime(Date.now() + 40 * 60_000);
  for (const screen of ["compare", "heap"]) {
    await page.goto(`${origin}/?service=shop&screen=${screen}&last=1h`);
    await page.getByText("the service may have stopped").waitFor();
  }
  expect(complaints).toEqual([]);
});

test("names_areTextWhateverTheyAre", async () => {
  const service = encodeURIComponent(HOSTILE);
  const { page, complaints } = await visit(`?service=${service}&screen=compare`);
  await page.locator(".verdict b").waitFor();
  await page.route("**/api/v1/heap?*", async (route) => {
    const answer = await (await route.fetch()).json();
    answer.classes[0].class_name = HOSTILE;
    await route.fulfill({ json: answer });
  });
  await page.route("**/api/v1/labels?*", async (route) => {
    const answer = await (await route.fetch()).json();
    answer.labels.find((label: { value: string }) => label.value === "1.4").value = HOSTILE;
    await route.fulfill({ json: answer });
  });
  await page.reload();
  await page.getByRole("button", { name: `${HOSTILE} → 1.5` }).waitFor();
  await page.goto(`${origin}/?service=${service}&screen=heap&last=6h`);
  await page.locator("tbody th", { hasText: HOSTILE }).waitFor();
  expect(await page.locator("main img").count()).toBe(0);
  expect(await page.title()).not.toBe("owned");
  expect(complaints).toEqual([]);
});

test.each(["light", "dark"] as const)("screens_areAccessible in %s", async (colorScheme) => {
  for (const [name, address, ready] of [
    ["compare", "?service=shop&screen=compare", ".verdict b"],
    ["heap", "?service=shop&screen=heap&last=6h&class=com.acme.cart.Session", "tr.chosen"],
  ]) {
    const { page, complaints } = await open(browser, origin, { colorScheme });
    await page.goto(`${origin}/${address}`);
    await page.locator(ready).waitFor();
    await page.locator("main[aria-busy=false] .time-chart canvas").first().waitFor();
    expect(await barriers(page), name).toEqual([]);
    await picture(page, `${name}-${colorScheme}`);
    await page.setViewportSize({ width: 800, height: 600 });
    // The charts follow the window a moment later.
    await expect.poll(() => overhang(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  }
});

async function visit(address: string) {
  const watched = await open(browser, origin);
  await watched.page.goto(`${origin}/${address}`);
  return watched;
}

function names(page: Page): Promise<string[]> {
  return page
    .locator("tbody th button span")
    .evaluateAll((spans) => spans.map((span) => span.textContent ?? ""));
}
