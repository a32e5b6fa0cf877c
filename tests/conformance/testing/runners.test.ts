/** The kit, as it is built, under Vitest and under node:test. */
import { expect, it } from "vitest";
import { pathToFileURL } from "node:url";
import type * as Kit from "../../../src/testing/index.ts";
import { testKit } from "./any-runner.mjs";
import { builtPackage, runNode } from "./built-package.ts";

// What the build exports is what the sources of the kit export.
const kit = (await import(pathToFileURL(builtPackage()).href)) as typeof Kit;

testKit(it, kit);

it("holds under node --test too", async () => {
  expect(await runNode(["--test", "tests/conformance/testing/node-test.mjs"])).toMatchObject({ status: 0 });
});
