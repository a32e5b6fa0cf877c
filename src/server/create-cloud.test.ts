/** The life of a cloud: what it says when it cannot start, and that it lets go of everything when it ends. */
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { ask, startWireCloud } from "../../tests/harness/wire.ts";
import { createCloud, localHost, type Cloud } from "./create-cloud.ts";

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function folder(): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), "sluice-cloud-"));
  ends.push(() => rm(data, { recursive: true, force: true }));
  return data;
}

it("lets go of its data folder when its port is taken, so that another can start there", async () => {
  const data = await folder();
  const other = createServer();
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  ends.push(() => new Promise((resolve) => other.close(resolve)));
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await expect(createCloud({ data, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  const cloud = await createCloud({ data });
  await cloud.close();
});

it("says that its data folder is in use, and leaves the one who uses it alone", async () => {
  const data = await folder();
  const cloud = await startWireCloud({ data });
  ends.push(() => cloud.close());
  await expect(createCloud({ data })).rejects.toMatchObject({ name: "FolderInUse" });
  expect((await ask(cloud, { method: "GET", path: "/_sluice/health" })).status).toBe(200);
});

it("closes once, however often it is asked to, and answers those who wait", async () => {
  const cloud = await startWireCloud({ data: await folder() });
  const json = { "content-type": "application/x-amz-json-1.0" };
  const body = JSON.stringify({ QueueName: "q" });
  await ask(cloud, { headers: { ...json, "x-amz-target": "AmazonSQS.CreateQueue" }, body });
  const polled = await poll(cloud, json);
  await Promise.all([cloud.close(), cloud.close()]);
  await cloud.close();
  expect(await polled.answer).toBe(200);
  expect(cloud.errors).toEqual([]);
});

/** Begins a long poll; resolves when the server has the whole request in hand. */
async function poll(cloud: Cloud, json: Record<string, string>): Promise<{ readonly answer: Promise<number> }> {
  const sent = request({
    host: "127.0.0.1",
    port: cloud.port,
    method: "POST",
    headers: { ...json, "x-amz-target": "AmazonSQS.ReceiveMessage" },
  });
  const answer = once(sent, "response").then(([response]) => {
    response.resume();
    return response.statusCode as number;
  });
  sent.end(JSON.stringify({ QueueUrl: `${cloud.endpoint}/000000000000/q`, WaitTimeSeconds: 20 }));
  await once(sent, "finish");
  // An answer to a later request says that the earlier one has been taken up.
  await ask(cloud, { method: "GET", path: "/_sluice/health" });
  return { answer };
}

it.each([
  ["127.0.0.1", "127.0.0.1"],
  ["0.0.0.0", "127.0.0.1"],
  ["::", "127.0.0.1"],
  ["::1", "[::1]"],
  ["192.168.1.5", "192.168.1.5"],
])("a server that listens on %s is reached at %s", (address, host) => expect(localHost(address)).toBe(host));
