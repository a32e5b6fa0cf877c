import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Bounds for what hangs, not expectations: on a busy machine a test with real processes takes seconds.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: "sluice", include: ["src/**/*.test.ts", "tests/**/*.test.ts", "tools/**/*.test.ts"] },
      },
      {
        // As it runs for whoever copies the folder,
        extends: "./examples/quiz/vitest.config.ts",
        root: "examples/quiz",
        // with the built package loaded by Node.js, as it is from a user's node_modules, and not transformed.
        test: { name: "quiz", server: { deps: { external: [/\/dist\//] } } },
      },
    ],
  },
});
