/** The kit, as it is built, under Vitest, under node:test and under Jest. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import type * as Kit from "../../../src/testing/index.ts";
import { testKit } from "./any-runner.mjs";
import { builtPackage, ROOT, runNode } from "./built-package.ts";

// What the build exports is what the sources of the kit export.
const kit = (await import(pathToFileURL(builtPackage()).href)) as typeof Kit;

testKit(it, kit);

it("holds under node --test too", async () => {
  expect(await runNode(["--test", "tests/conformance/testing/node-test.mjs"])).toMatchObject({ status: 0 });
});

const JEST = join(ROOT, "tools", "test-runners", "node_modules", "jest", "bin", "jest.js");
const hasJest = existsSync(JEST);

describe(`jest${hasJest ? "" : ": not run, since it is not installed (npm ci --prefix tools/test-runners)"}`, () => {
  it.runIf(hasJest)("holds under it too", async () => {
    const config = { rootDir: import.meta.dirname, testMatch: ["<rootDir>/jest-test.mjs"], transform: {} };
    // Jest loads modules by itself, with what Node.js still calls an experiment.
    const flags = ["--experimental-vm-modules", "--no-warnings"];
    expect(await runNode([...flags, JEST, "--ci", "--config", JSON.stringify(config)])).toMatchObject({ status: 0 });
  });
});
