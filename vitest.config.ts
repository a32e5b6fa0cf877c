import { defineConfig } from "vitest/config";

/** An example as it runs for whoever copies its folder: */
const exampleIn = (name: string) => ({
  extends: `./examples/${name}/vitest.config.ts`,
  root: `examples/${name}`,
  // with the built package loaded by Node.js, as it is from a user's node_modules, and not transformed.
  test: { name, server: { deps: { external: [/\/dist\//] } } },
});

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
      exampleIn("quiz"),
      exampleIn("bugs"),
    ],
  },
});
