import { defineConfig } from "vitest/config";

// unit: no browser. e2e and bench: the built page in Chromium, one file after the other.
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/**/*.test.ts"], testTimeout: 60_000 } },
      {
        test: {
          name: "e2e",
          include: ["e2e/**/*.e2e.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: "bench", include: ["bench/**/*.bench.ts"], testTimeout: 300_000 } },
    ],
  },
});
