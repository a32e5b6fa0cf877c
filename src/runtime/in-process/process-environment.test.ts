/** Invocations at the same time each see an environment of their own, and leave none behind. */
import { expect, it } from "vitest";
import { runningInvocation, type RunningInvocation } from "../../platform/ports/bound-handler.ts";
import { installProcessEnvironment, loadWith } from "./process-environment.ts";

const invocationWith = (variables: Record<string, string | undefined>): RunningInvocation => ({
  requestId: "",
  traceHeader: "",
  variables,
  now: () => 0,
  log: () => {},
  connect: () => {
    throw new Error("nothing is called here");
  },
  spend: async () => {},
});

it("shows each invocation its own variables over the machine's", async () => {
  installProcessEnvironment();
  const seen = await Promise.all(
    ["one", "two"].map((value) =>
      runningInvocation.run(invocationWith({ SLUICE_TEST_VALUE: value }), async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return [process.env["SLUICE_TEST_VALUE"], process.env["PATH"] === undefined];
      }),
    ),
  );
  expect(seen).toEqual([
    ["one", false],
    ["two", false],
  ]);
  expect(process.env["SLUICE_TEST_VALUE"]).toBeUndefined();
});

it("keeps what an invocation sets and deletes to itself", () => {
  installProcessEnvironment();
  process.env["SLUICE_TEST_MACHINE"] = "machine";
  runningInvocation.run(invocationWith({ SLUICE_TEST_OWN: "own" }), () => {
    process.env["SLUICE_TEST_SET"] = "set";
    delete process.env["SLUICE_TEST_MACHINE"];
    expect({ ...process.env }).toMatchObject({ SLUICE_TEST_OWN: "own", SLUICE_TEST_SET: "set" });
    expect(["SLUICE_TEST_SET" in process.env, "SLUICE_TEST_MACHINE" in process.env]).toEqual([true, false]);
    expect(Object.keys(process.env)).not.toContain("SLUICE_TEST_MACHINE");
  });
  expect(process.env["SLUICE_TEST_MACHINE"]).toBe("machine");
  expect(process.env["SLUICE_TEST_SET"]).toBeUndefined();
  delete process.env["SLUICE_TEST_MACHINE"];
  expect("SLUICE_TEST_MACHINE" in process.env).toBe(false);
});

it("loads modules one at a time, each with the variables of its function", async () => {
  installProcessEnvironment();
  const load = (value: string): Promise<string | undefined> =>
    loadWith({ SLUICE_TEST_VALUE: value }, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return process.env["SLUICE_TEST_VALUE"];
    });
  expect(await Promise.all([load("one"), load("two")])).toEqual(["one", "two"]);
  await expect(loadWith({}, () => Promise.reject(new Error("no module")))).rejects.toThrow("no module");
  expect(await load("three")).toBe("three");
});
