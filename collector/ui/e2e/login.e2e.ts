import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { barriers } from "./accessibility";
import { launch, open, overhang, picture } from "./browser";
import { RealCollector } from "./real";

const PASSWORD = "correct horse & battery";

const collector = new RealCollector();
let browser: Browser;
let origin: string;

beforeAll(async () => {
  collector.command(["user", "add", "ann", "--role", "operator", "--password-stdin"], PASSWORD);
  origin = await collector.start("--auth");
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await collector.stop();
});

test("login_leadsToWhatWasAskedForAndLogoutBack", async () => {
  const { page, complaints } = await open(browser, origin);
  await page.goto(`${origin}/?service=shop&last=6h`);
  expect(await page.title()).toBe("Log in · Tandem");
  await page.keyboard.type("ann"); // the first field has the focus
  await page.keyboard.press("Tab");
  await page.keyboard.type("wrong");
  await page.keyboard.press("Enter");
  await page.getByText("No user has this name and password.").waitFor();
  expect(complaints.splice(0)).toEqual([expect.stringContaining("403")]); // which is told, too

  await logIn(page);
  await page.waitForURL(`${origin}/?service=shop&last=6h`);
  await page.getByText("Waiting for the first profile").waitFor();
  expect(await posted(page)).toBe(200);

  await page.context().clearCookies(); // as where the session is over
  await page.waitForURL(`${origin}/login?next=${encodeURIComponent("service=shop&last=6h")}`);
  complaints.splice(0); // the answer that led here
  await logIn(page);
  await page.waitForURL(`${origin}/?service=shop&last=6h`);
  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL(`${origin}/login`);
  expect((await page.context().cookies()).length).toBe(0);
  expect(await posted(page)).toBe(401);
});

test.each(["light", "dark"] as const)("login_isForEverybody_%s", async (colorScheme) => {
  const { page, complaints } = await open(browser, origin, { colorScheme });
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 640 });
    await page.goto(`${origin}/login`);
    expect(await barriers(page)).toEqual([]);
    expect(await overhang(page)).toBeLessThanOrEqual(0);
  }
  expect(complaints).toEqual([]);
  await picture(page, `login-${colorScheme}`);
});

async function logIn(page: Page): Promise<void> {
  await page.getByLabel("Name").fill("ann");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
}

/** The status of a change that the page asks for. */
function posted(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const answer = await fetch("api/v1/settings?service=shop&cpu_hz=9&by=ann", { method: "POST" });
    return answer.status;
  });
}
