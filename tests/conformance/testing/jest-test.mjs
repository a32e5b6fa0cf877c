/** The kit under Jest, on the package as it is built. */
import { testKit } from "./any-runner.mjs";

// Jest gives it to every module.
testKit(globalThis.test, await import("../../../dist/testing/index.js"));
