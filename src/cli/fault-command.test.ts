/** Faults of a running cloud: docs/guides/faults.md carried out, what the wire sees of a fault, and what is refused. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ask, startWireCloud, type WireCloud } from "../../tests/harness/wire.ts";
import { FAULT_NAMES } from "../platform/faults/fault.ts";
import { createCloud } from "../server/create-cloud.ts";
import { faultProgram } from "./fault-program.ts";

const guide = readFileSync(join(import.meta.dirname, "../../docs/guides/faults.md"), "utf8");
const START = Date.UTC(2026, 5, 1);

let cloud: WireCloud;
let printed: string[];
beforeEach(async () => {
  cloud = await startWireCloud({ clock: "virtual", startAt: START, seed: 1 });
  printed = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await cloud.close();
});

/** Runs `sluice fault ...` as it would be typed, and gives what it prints. */
async function sluice(line: string): Promise<readonly string[]> {
  printed.length = 0;
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
  await faultProgram(cloud.endpoint).exitOverride().parseAsync(words, { from: "user" });
  return [...printed];
}

/** Sends a message by JSON; rejects when the connection breaks. */
function send(): Promise<{ readonly status: number; readonly body: string }> {
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.CreateQueue" };
  return ask(cloud, { headers, body: JSON.stringify({ QueueName: "q" }) });
}

async function admin(method: string, path: string, body = "") {
  const { status, body: answer } = await ask(cloud, { method, path, body });
  // The admin API answers in JSON.
  return { status, value: JSON.parse(answer) as Record<string, unknown> };
}

describe("the guide", () => {
  it("does what it says", async () => {
    const commands = [...guide.matchAll(/^npx sluice fault (.*)$/gm)].map(([, line = ""]) => line);
    const outputs = new Map<string, readonly string[]>();
    for (const line of commands) outputs.set(line, await sluice(line));
    const [first = ""] = commands;
    expect(outputs.get(first)).toEqual([/^```text\n(.*)\n```$/m.exec(guide)?.[1]]);
    expect(outputs.get("list")).toHaveLength(5);
    expect(outputs.get("list")).toContain("lost: sqs-lose-delete on *, 0 of 1 hits");
    expect(outputs.get("remove lost")).toEqual(["lost is removed"]);
    expect(outputs.get("clear")).toEqual(["4 faults are removed"]);
    expect(await sluice("list")).toEqual(["There are no faults."]);
  });

  it("has a rule that POST takes as it is", async () => {
    const rule = /^```json\n(.*?)^```$/ms.exec(guide)?.[1] ?? "";
    expect(await admin("POST", "/_sluice/faults", rule)).toMatchObject({ status: 200, value: { id: "slow-orders" } });
    const { value } = await admin("GET", "/_sluice/faults");
    const shown = JSON.parse(rule) as object;
    const [from, until] = [Date.UTC(2026, 0, 1), Date.UTC(2100, 0, 1)];
    expect(value).toEqual({ faults: [{ ...shown, from, until, hits: 0 }] });
    expect(await admin("DELETE", "/_sluice/faults?id=slow-orders")).toEqual({ status: 200, value: { removed: 1 } });
  });

  it("names every fault", () => {
    expect([...guide.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name)).toEqual(FAULT_NAMES);
  });
});

describe("on the wire", () => {
  it("a throttle and an error are the service's own", async () => {
    await sluice("add throttle --operation CreateQueue --count 1");
    const { status, body } = await send();
    expect([status, JSON.parse(body)]).toMatchObject([403, { __type: "com.amazonaws.sqs#RequestThrottled" }]);
    await sluice("add error --operation CreateQueue --count 1 --parameter code=ServiceUnavailableException");
    expect((await send()).status).toBe(503);
    expect((await send()).status).toBe(200);
  });

  it("an answer that is lost breaks the connection, and the call was carried out", async () => {
    await sluice("add lose-answer --operation CreateQueue --count 1");
    await expect(send()).rejects.toThrow("socket hang up");
    expect(cloud.lineage.find({ kind: "sqs.CreateQueue" })).toMatchObject([{ outcome: "failed" }]);
    const { status } = await admin("GET", `/_sluice/queue?QueueUrl=${cloud.endpoint}/000000000000/q`);
    expect([status, cloud.errors]).toEqual([200, []]);
  });
});

describe("refused is", () => {
  it.each([
    ["add trottle", "There is no fault trottle. There are: throttle,"],
    ["add throttle --operation SendMesage", "No service has an operation SendMesage."],
    ["add throttle --count many", '--count takes a number, not "many".'],
    ["add delay --parameter 5", 'A parameter is given as name=value, not as "5".'],
    ["add delay --parameter seconds=5", "delay has no parameter seconds. It takes: milliseconds."],
    ["remove nobody", "There is no fault nobody."],
  ])("%s", async (line, sentence) => {
    await expect(sluice(line)).rejects.toThrow(sentence);
    expect((await admin("GET", "/_sluice/faults")).value).toEqual({ faults: [] });
  });

  it.each([
    ["POST", "/_sluice/faults", "[]"],
    ["POST", "/_sluice/faults", ""],
    ["POST", "/_sluice/faults", '{"fault":"throttle","colour":"red"}'],
    ["POST", "/_sluice/faults?dry=1", '{"fault":"throttle"}'],
    ["GET", "/_sluice/faults?id=x", ""],
    ["DELETE", "/_sluice/faults?name=x", ""],
  ])("%s %s %s", async (method, path, body) => {
    expect(await admin(method, path, body)).toMatchObject({ status: 400, value: { message: expect.any(String) } });
  });

  it("a cloud that would begin with a fault that there is not", async () => {
    await expect(createCloud({ faults: [{ fault: "throttle", operation: "Nothing" }] })).rejects.toThrow(
      "No service has an operation Nothing.",
    );
  });
});

it("a clock that runs by itself does not jump", async () => {
  const own = await createCloud();
  try {
    const jump = { fault: "clock-jump", parameters: { milliseconds: 5 } } as const;
    expect(() => own.faults.add(jump)).toThrow("clock-jump needs a clock that can be moved");
  } finally {
    await own.close();
  }
});

it("a cloud begins with the faults that it was given, and again after a reset", async () => {
  const own = await createCloud({ faults: [{ fault: "throttle", count: 1 }] });
  try {
    own.faults.clear();
    const { status } = await ask(own, { path: "/_sluice/reset" });
    expect([status, own.faults.list().map(({ fault }) => fault)]).toEqual([200, ["throttle"]]);
  } finally {
    await own.close();
  }
});
