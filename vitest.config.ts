import { defineConfig } from "vitest/config";

const SCENARIOS = "examples/quiz/test/scenarios/**/*.test.ts";

export default defineConfig({
  test: {
    // Bounds for what hangs, not expectations: on a busy machine a test with real processes takes seconds.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
    // The built package is loaded by Node.js, as it is from a user's node_modules, and not transformed for each file.
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      {
        extends: true,
        test: {
          name: "sluice",
          include: ["src/**/*.test.ts", "tests/**/*.test.ts", "tools/**/*.test.ts", "examples/**/*.test.ts"],
          exclude: ["**/node_modules/**", SCENARIOS],
        },
      },
      // Each has clouds of its own and shares nothing: a process runs many files, and loads the AWS SDK once.
      { extends: true, test: { name: "scenarios", include: [SCENARIOS], isolate: false } },
    ],
  },
});
