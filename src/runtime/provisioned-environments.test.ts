/** Environments that are kept ready before anybody invokes: started once, never expired, replaced, and given up. */
import { afterAll, expect, it } from "vitest";
import { VirtualClock } from "../kernel/virtual-clock.ts";
import { document, messages, openWorkbench, type Workbench } from "./function-workbench.fixture.ts";
import { IDLE_EXPIRY_MILLISECONDS } from "./limits.ts";

const clock = new VirtualClock(Date.UTC(2026, 0, 15, 12));
const bench: Workbench = openWorkbench({ clock, maximumEnvironments: 3 });
afterAll(() => bench.close());

const CODE = `let count = 0;
exports.handler = async (event) => {
  if (event.exit) process.exit(1);
  return [process.env.AWS_LAMBDA_INITIALIZATION_TYPE, ++count];
};`;

it("are started before the first invocation, which has no init phase, and do not expire", async () => {
  const spec = bench.define({ "index.js": CODE }, { initializationType: "provisioned-concurrency" });
  expect(await bench.runtime.provision(spec, 2)).toEqual({ ready: 2 });
  const outcome = await bench.run(spec);
  expect(document(outcome)).toEqual(["provisioned-concurrency", 1]);
  expect(outcome.initDurationMilliseconds).toBeUndefined();
  await clock.advance(2 * IDLE_EXPIRY_MILLISECONDS);
  expect(document(await bench.run(spec))).toEqual(["provisioned-concurrency", 2]);
  bench.runtime.retire(spec.key);
});

it("say in a log in JSON how they were started", async () => {
  const settings = { initializationType: "provisioned-concurrency", logFormat: "JSON" } as const;
  const spec = bench.define({ "index.js": CODE }, settings);
  await bench.runtime.provision(spec, 1);
  const records = messages(await bench.run(spec)).map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(records.slice(0, 3)).toMatchObject(
    ["initStart", "initRuntimeDone", "initReport"].map((name) => ({
      type: `platform.${name}`,
      record: { initializationType: "provisioned-concurrency", phase: "init" },
    })),
  );
  bench.runtime.retire(spec.key);
});

it("are replaced when one ends, and are as many as were asked for last", async () => {
  const spec = bench.define({ "index.js": CODE }, { initializationType: "provisioned-concurrency" });
  expect(await bench.runtime.provision(spec, 1)).toEqual({ ready: 1 });
  expect((await bench.run(spec, { exit: true })).kind).toBe("exited");
  // Asking again waits for what is being started already.
  expect(await bench.runtime.provision(spec, 1)).toEqual({ ready: 1 });
  expect(await bench.runtime.provision(spec, 0)).toEqual({ ready: 0 });
  expect((await bench.run(spec)).initDurationMilliseconds).toBeGreaterThan(0);
  bench.runtime.retire(spec.key);
});

it("say why they are fewer", async () => {
  const broken = bench.define({ "index.js": "throw new Error('broken')" });
  expect(await bench.runtime.provision(broken, 1)).toMatchObject({ reason: "FUNCTION_ERROR_INIT_FAILURE" });
  bench.runtime.retire(broken.key);
  const many = bench.define({ "index.js": CODE });
  const { ready, reason } = await bench.runtime.provision(many, 9);
  expect(ready).toBeLessThanOrEqual(3);
  expect(reason).toBe("This machine has no room for as many environments.");
});
