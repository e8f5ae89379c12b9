import { defineConfig } from "vitest/config";

// Nothing here depends on how fast it is: what is waited for comes, or the test fails late.
// unit: no browser. e2e and bench: the built page in Chromium, one file after the other.
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/**/*.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: "e2e",
          include: ["e2e/**/*.e2e.ts"],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 120_000 } },
        },
      },
      { test: { name: "bench", include: ["bench/**/*.bench.ts"], testTimeout: 300_000 } },
    ],
  },
});
