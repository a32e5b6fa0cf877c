/**
 * SendMessage beside a do-nothing node:http server: 1 KiB bodies, durable store, 64 connections, in turns.
 *
 * The load generator (wrk, or autocannon where there is none) is bound to one core. What counts is the median of the ratios of the pairs.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generator, load as loadWith } from "./load.mjs";
import { processorSeconds, residentMebibytes, startServer } from "./server-process.mjs";

const CONNECTIONS = 64;
const BODY = "x".repeat(1024);
/** Both servers may use both cores, since Sluice stores on threads of its own. */
const SERVER_CORES = "0,1";

/** Runs `rounds` pairs of `seconds` each and returns the figures. */
export async function sendMessageBench({ rounds, seconds }) {
  const data = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const baseline = await startServer("baseline", [join(import.meta.dirname, "baseline-server.mjs")], SERVER_CORES);
  const sluice = await startServer(
    "sluice",
    [join(import.meta.dirname, "../dist/cli/main.js"), "up", "--port", "0", "--data", data],
    SERVER_CORES,
  );
  try {
    const queueUrl = await createQueue(sluice.endpoint);
    await load(sluice, queueUrl, 3);
    await load(baseline, queueUrl, 3);
    const pairs = [];
    for (let round = 0; round < rounds; round++) {
      pairs.push({ sluice: await load(sluice, queueUrl, seconds), baseline: await load(baseline, queueUrl, seconds) });
    }
    return {
      name: "SendMessage, 1 KiB, durable, 64 connections",
      client: await generator(),
      ratio: spread(pairs.map((pair) => pair.sluice.requestsASecond / pair.baseline.requestsASecond)),
      sluice: summary(pairs.map((pair) => pair.sluice)),
      baseline: summary(pairs.map((pair) => pair.baseline)),
      residentMebibytes: Math.round(residentMebibytes(sluice.pid)),
      messagesKept: await countMessages(sluice.endpoint, queueUrl),
    };
  } finally {
    await Promise.all([baseline.stop(), sluice.stop()]);
    rmSync(data, { recursive: true, force: true });
  }
}

async function load(server, queueUrl, seconds) {
  const request = {
    url: server.endpoint,
    connections: CONNECTIONS,
    seconds,
    expected: '"MD5OfMessageBody"',
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.SendMessage" },
    body: JSON.stringify({ QueueUrl: queueUrl, MessageBody: BODY }),
  };
  const before = processorSeconds(server.pid);
  const result = await loadWith(request);
  if (result.wrong > 0) throw new Error(`${server.name} gave ${result.wrong} wrong answers`);
  const used = processorSeconds(server.pid) - before;
  return { ...result, processorMicroseconds: (used / result.requests) * 1e6 };
}

async function call(endpoint, operation, input) {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${operation}: ${await response.text()}`);
  return response.json();
}

async function createQueue(endpoint) {
  return (await call(endpoint, "CreateQueue", { QueueName: "bench" })).QueueUrl;
}

async function countMessages(endpoint, queueUrl) {
  const input = { QueueUrl: queueUrl, AttributeNames: ["ApproximateNumberOfMessages"] };
  return Number((await call(endpoint, "GetQueueAttributes", input)).Attributes.ApproximateNumberOfMessages);
}

function summary(runs) {
  return {
    requestsASecond: spread(runs.map((each) => each.requestsASecond)),
    processorMicrosecondsARequest: spread(runs.map((each) => each.processorMicroseconds)),
    p50Milliseconds: spread(runs.map((each) => each.p50)),
    p99Milliseconds: spread(runs.map((each) => each.p99)),
  };
}

/** Median with minimum and maximum. */
export function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const round = (value) => Number(value.toPrecision(4));
  return {
    median: round(sorted[Math.floor(sorted.length / 2)]),
    minimum: round(sorted[0]),
    maximum: round(sorted.at(-1)),
  };
}
