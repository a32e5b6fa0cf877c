/** How these tests run, here and wherever this folder was copied to: `npx vitest run` in it. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["*.test.ts"],
    // A bound for what hangs, not an expectation: each test explores hundreds of clouds.
    testTimeout: 300_000,
  },
});
