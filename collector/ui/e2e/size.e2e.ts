import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

test("page_isAtMost80KilobytesOfScript", () => {
  const scripts = readdirSync("dist/assets").filter((file) => file.endsWith(".js"));
  const bytes = scripts
    .map((file) => gzipSync(readFileSync(`dist/assets/${file}`)).length)
    .reduce((sum, length) => sum + length, 0);
  console.log(`${scripts.length} script of ${(bytes / 1024).toFixed(1)} KiB, zipped`);
  expect(scripts.length).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(80 * 1024);
});
