/** How the quiz's tests run, here and wherever this folder was copied to: `npx vitest run` in it. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Clouds are each test's own and files share nothing else: a process runs many files, and loads the AWS SDK once.
    isolate: false,
    // A bound for what hangs, not an expectation: no test waits, but a busy machine is slow.
    testTimeout: 300_000,
  },
});
