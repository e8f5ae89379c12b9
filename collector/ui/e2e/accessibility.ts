import axe from "axe-core";
import type { Page } from "playwright-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe-core finds wrong with the page as it is shown now, one line for each element; empty is well. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source); // not as a script of the page, which its policy would refuse
  return page.evaluate(async (tags) => {
    const found = await window.axe.run(document, { runOnly: { type: "tag", values: tags } });
    return found.violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, any }) => `${id} (${help}): ${target} ${any[0]?.message ?? ""}`),
    );
  }, RULES);
}

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}
