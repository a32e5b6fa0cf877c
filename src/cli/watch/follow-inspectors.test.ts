/** A running cloud is opened to debuggers from outside, and tells where its functions listen. */
import { Lambda } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import { attachDebugger } from "../../runtime/languages/debugger.fixture.ts";
import { createCloud, type Cloud } from "../../server/create-cloud.ts";
import { clientOptions } from "../../deploy/client-options.ts";
import { followInspectors } from "./follow-inspectors.ts";
import { INSPECTORS_ASKED_EVERY_MILLISECONDS } from "./limits.ts";

let cloud: Cloud;
let lambda: Lambda;
const clock = new VirtualClock(0);
beforeEach(async () => {
  cloud = await createCloud({});
  lambda = new Lambda(clientOptions(cloud.endpoint));
  const ZipFile = zipSync({ "index.js": strToU8("exports.handler = async () => process.pid;") });
  const role = "arn:aws:iam::000000000000:role/worker";
  const settings = { Runtime: "nodejs20.x" as const, Handler: "index.handler", Role: role, Code: { ZipFile } };
  await lambda.createFunction({ FunctionName: "work", ...settings });
  await cloud.settle();
});
afterEach(async () => {
  lambda.destroy();
  await cloud.close();
});

const invoke = async (): Promise<string | undefined> =>
  (await lambda.invoke({ FunctionName: "work" })).Payload?.transformToString();

describe("a running cloud that is opened to debuggers", () => {
  it("starts its functions anew, each with an inspector, and tells where", async () => {
    const before = await invoke();
    let heard = (_line: string): void => {};
    const line = new Promise<string>((resolve) => (heard = resolve));
    const end = await followInspectors({ endpoint: cloud.endpoint, port: 0, clock, tell: (each) => heard(each) });
    expect(await invoke()).not.toBe(before);
    await clock.advance(INSPECTORS_ASKED_EVERY_MILLISECONDS);
    const [, address = ""] = /^A debugger can attach to work at (ws:\S+)$/.exec(await line) ?? [];
    const attached = await attachDebugger(address);
    const pid = { expression: "String(process.pid)" };
    expect(await attached.send("Runtime.evaluate", pid)).toMatchObject({ result: { value: await invoke() } });
    attached.detach();
    end();
    // Whoever comes later hears of it at once.
    const told: string[] = [];
    (await followInspectors({ endpoint: cloud.endpoint, port: 0, clock, tell: (each) => told.push(each) }))();
    expect(told).toEqual([await line]);
  });

  it("refuses other ports than those from which it is open already", async () => {
    const follow = (port: number) => followInspectors({ endpoint: cloud.endpoint, port, clock, tell: () => {} });
    (await follow(9229))();
    await expect(follow(9300)).rejects.toThrow("Functions are open to debuggers already, from port 9229 on.");
    await expect(follow(65_536)).rejects.toThrow('Say from which port on: {"port": 9229}.');
  });
});
