/** The kit under node:test, on the package as it is built. */
import { test } from "node:test";
import { testKit } from "./any-runner.mjs";

testKit(test, await import("../../../dist/testing/index.js"));
