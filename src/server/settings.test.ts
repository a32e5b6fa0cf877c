/** What can be chosen about a cloud, and what is refused. */
import { afterEach, describe, expect, it } from "vitest";
import { ask, startWireCloud, type WireCloud } from "../../tests/harness/wire.ts";
import { createCloud } from "./create-cloud.ts";
import { settingsOf } from "./settings.ts";

const clouds: WireCloud[] = [];
afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.close();
});

it("a cloud that nothing is chosen for behaves as AWS does", () => {
  expect(settingsOf({})).toEqual({
    limits: "strict",
    throttle: false,
    sqsDisorder: 0,
    sqsDuplicates: 0,
    coldStart: false,
    lambdaConcurrency: 1000,
    outboundAddresses: "any",
    lineage: "on",
    policies: "store",
    functionClock: "machine",
    functionStorage: "shared",
  });
});

describe("what there is not is refused before anything starts", () => {
  it.each([
    [{ limits: "loose" }, `The setting limits is "strict" or "relaxed", not "loose".`],
    [{ throttle: "yes" }, `The setting throttle is true or false, not "yes".`],
    [{ sqsDisorder: 1.01 }, "The setting sqsDisorder is a number from 0 to 1, not 1.01."],
    [{ sqsDisorder: Number.NaN }, "The setting sqsDisorder is a number from 0 to 1, not NaN."],
    [{ sqsDuplicates: -1 }, "The setting sqsDuplicates is a number from 0 to 1, not -1."],
    [{ lambdaConcurrency: 0 }, "The setting lambdaConcurrency is a whole number from 1, not 0."],
    [{ lambdaConcurrency: 1.5 }, "The setting lambdaConcurrency is a whole number from 1, not 1.5."],
    [{ coldStart: "no" }, `The setting coldStart is true or false, not "no".`],
    [{ outboundAddresses: "all" }, `The setting outboundAddresses is "any", "loopback" or "public", not "all".`],
    [{ policies: "ignore" }, `The setting policies is "enforce" or "store", not "ignore".`],
    [{ functionClock: "virtual" }, `The setting functionClock is "machine" or "cloud", not "virtual".`],
    [{ functionStorage: "own" }, `The setting functionStorage is "shared" or "isolated", not "own".`],
    [{ lineage: "none" }, `The setting lineage is "on" or "off", not "none".`],
    [{ sqsDuplicates: "0.5" }, `The setting sqsDuplicates is a number from 0 to 1, not "0.5".`],
  ])("%j", async (options, sentence) => {
    // As a caller in JavaScript may write it.
    await expect(createCloud(options as never)).rejects.toThrow(sentence);
  });
});

it("two clouds in one process differ, each says how it was started, and a reset keeps it", async () => {
  const strict = await startWireCloud();
  const relaxed = await startWireCloud({
    limits: "relaxed",
    throttle: true,
    sqsDisorder: 0.25,
    sqsDuplicates: 0.5,
    coldStart: true,
    lambdaConcurrency: 20,
    outboundAddresses: "public",
    lineage: "off",
    policies: "store",
    functionClock: "machine",
    functionStorage: "shared",
  });
  clouds.push(strict, relaxed);
  expect((await ask(relaxed, { path: "/_sluice/reset" })).status).toBe(200);
  const health = await ask(relaxed, { method: "GET", path: "/_sluice/health" });
  expect(JSON.parse(health.body).settings).toEqual({
    limits: "relaxed",
    throttle: true,
    sqsDisorder: 0.25,
    sqsDuplicates: 0.5,
    coldStart: true,
    lambdaConcurrency: 20,
    outboundAddresses: "public",
    lineage: "off",
    policies: "store",
    functionClock: "machine",
    functionStorage: "shared",
  });
  const lineage = await ask(relaxed, { method: "GET", path: "/_sluice/lineage" });
  expect(lineage).toMatchObject({ status: 409, body: expect.stringContaining("--lineage off") });
  const sends = await Promise.all([strict, relaxed].map((cloud) => sendLarge(cloud)));
  expect(sends.map(({ status }) => status)).toEqual([400, 200]);
});

/** Sends a message of twice AWS's size; each of its characters is two in the request. */
async function sendLarge(cloud: WireCloud) {
  const headers = { "content-type": "application/x-amz-json-1.0" };
  const call = (operation: string, input: object) =>
    ask(cloud, { headers: { ...headers, "x-amz-target": `AmazonSQS.${operation}` }, body: JSON.stringify(input) });
  await call("CreateQueue", { QueueName: "q" });
  return call("SendMessage", {
    QueueUrl: `${cloud.endpoint}/000000000000/q`,
    MessageBody: '"'.repeat(2 * 1_048_576),
  });
}
