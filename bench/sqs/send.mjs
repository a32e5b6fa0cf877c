/** Sending: SendMessage and SendMessageBatch of ten, 1 KiB bodies, beside a do-nothing server and the peer. */
import { inTurns, ratios, spread } from "../figures.mjs";
import { load } from "../load.mjs";
import { processorSeconds } from "../server-process.mjs";
import { createQueue, headersOf } from "../servers.mjs";

const BODY = "x".repeat(1024);
const BATCH = 10;
/** How many messages a second a filling is taken to put in: what a run of the client lasts depends on it. */
const FILLED_A_SECOND = 75_000;

/**
 * SendMessage from `connections` clients.
 * @returns each server's figures, and the ratios of the first one's rate to the others'
 */
export async function sendBench(servers, { connections, rounds, seconds }) {
  const name = `SendMessage, 1 KiB, ${connections} connections`;
  return measured(servers, {
    name,
    connections,
    rounds,
    seconds,
    messages: 1,
    queue: `send-${connections}`,
    request: single,
  });
}

/** SendMessageBatch of ten from `connections` clients; rates are of messages. */
export async function sendBatchBench(servers, { connections, rounds, seconds }) {
  const name = `SendMessageBatch of ${BATCH}, 1 KiB, ${connections} connections`;
  return measured(servers, {
    name,
    connections,
    rounds,
    seconds,
    messages: BATCH,
    queue: `batch-${connections}`,
    request: batch,
  });
}

/** Sends batches of ten to a queue until at least `count` messages are in it; `groups` spreads them over so many groups. */
export async function fill(server, queueUrl, { count, groups = 0 }) {
  const seconds = Math.min(10, Math.ceil(count / FILLED_A_SECOND));
  const request = { ...batch(queueUrl, groups), connections: 16, seconds, url: server.endpoint };
  for (let filled = 0; filled < count;) {
    const { requests, wrong } = await load(request);
    if (wrong > 0) throw new Error(`${server.name} gave ${wrong} wrong answers while its queue was filled`);
    filled += requests * BATCH;
  }
}

async function measured(servers, { name, connections, rounds, seconds, messages, queue, request }) {
  const urls = new Map();
  for (const server of servers) urls.set(server, await createQueue(server, queue));
  const measure = (server, duration = seconds) =>
    run(server, { ...request(urls.get(server)), connections, seconds: duration, messages });
  const [first, ...others] = servers;
  // A peer that gives a wrong answer, or none in time, has no figures: that is said in their place, and the others go on.
  const failures = new Map();
  const attempt = async (server, duration) => {
    if (failures.has(server)) return undefined;
    try {
      return await measure(server, duration);
    } catch (error) {
      if (server === first) throw error;
      failures.set(server, error.message);
      return undefined;
    }
  };
  for (const server of servers) await attempt(server, 2);
  const results = await inTurns(servers, rounds, (server) => attempt(server));
  const whole = others.filter((other) => !failures.has(other));
  return {
    name,
    servers: Object.fromEntries(
      servers.map((server) => {
        const failed = failures.get(server);
        return [server.name, failed === undefined ? summary(results.get(server)) : { failed }];
      }),
    ),
    ratios: Object.fromEntries(whole.map((other) => [other.name, ratios(results, [first, other], "messagesASecond")])),
  };
}

async function run(server, { messages, ...request }) {
  const before = processorSeconds(server.pid);
  const result = await load({ url: server.endpoint, ...request });
  if (result.wrong > 0) throw new Error(`${server.name} gave ${result.wrong} wrong answers`);
  const used = processorSeconds(server.pid) - before;
  return {
    ...result,
    messagesASecond: result.requestsASecond * messages,
    processorMicroseconds: (used / result.requests) * 1e6,
  };
}

function single(QueueUrl) {
  return {
    headers: headersOf("SendMessage"),
    body: JSON.stringify({ QueueUrl, MessageBody: BODY }),
    expected: '"MD5OfMessageBody"',
  };
}

/** With groups, each request's entries go to the groups after those of the one before: `%GROUP%` is counted up by the client. */
function batch(QueueUrl, groups = 0) {
  const Entries = Array.from({ length: BATCH }, (_, index) => ({
    Id: String(index),
    MessageBody: BODY,
    ...(groups === 0 ? {} : { MessageGroupId: "%GROUP%", MessageDeduplicationId: "%UNIQUE%" }),
  }));
  return {
    headers: headersOf("SendMessageBatch"),
    body: JSON.stringify({ QueueUrl, Entries }),
    expected: `"Id":"${BATCH - 1}"`,
    ...(groups === 0 ? {} : { groups }),
  };
}

function summary(results) {
  return {
    messagesASecond: spread(results.map((each) => each.messagesASecond)),
    processorMicrosecondsARequest: spread(results.map((each) => each.processorMicroseconds)),
    p50Milliseconds: spread(results.map((each) => each.p50)),
    p99Milliseconds: spread(results.map((each) => each.p99)),
  };
}
