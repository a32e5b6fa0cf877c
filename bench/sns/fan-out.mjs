/** Fan-out: publishes to ten queues of which five match, and how fast the messages have arrived in the queues. */
import { inTurns, ratios, spread } from "../figures.mjs";
import { load } from "../load.mjs";
import { processorSeconds } from "../server-process.mjs";
import { waiting } from "../sqs/consume.mjs";
import { makeTopic, MATCHING, OTHER, publishOf } from "./topic.mjs";

const MATCHING_QUEUES = 5;
const OTHER_QUEUES = 5;
/** How long no message may arrive until a publish is taken to have been lost. */
const PATIENCE_MILLISECONDS = 20_000;
const LOOK_MILLISECONDS = 5;

/** @returns each server's figures, and the ratios of the first one's deliveries a second to the others' */
export async function fanOutBench(servers, { name, attributes, connections, rounds, seconds }) {
  const queues = { matching: MATCHING_QUEUES, other: OTHER_QUEUES, attributes };
  const measure = (server, duration = seconds) => fanOut(server, queues, { connections, seconds: duration });
  for (const server of servers) await measure(server, 2);
  const results = await inTurns(servers, rounds, measure);
  const [first, ...others] = servers;
  return {
    name: `${name}, 1 KiB, ${MATCHING_QUEUES} of ${MATCHING_QUEUES + OTHER_QUEUES} queues match, ${connections} connections`,
    servers: Object.fromEntries(servers.map((server) => [server.name, summary(results.get(server))])),
    ratios: Object.fromEntries(
      others.map((other) => [other.name, ratios(results, [first, other], "deliveriesASecond")]),
    ),
  };
}

/**
 * One run on a topic of its own: from the first publish until the last of its messages is in its queue.
 * @param queues how many match, how many do not, and what their subscriptions have beside their policies
 */
export async function fanOut(server, { matching, other, attributes }, { connections, seconds }) {
  const topic = await makeTopic(server, [
    ...Array.from({ length: matching }, () => ({ FilterPolicy: MATCHING, ...attributes })),
    ...Array.from({ length: other }, () => ({ FilterPolicy: OTHER, ...attributes })),
  ]);
  const before = processorSeconds(server.pid);
  const startedAt = performance.now();
  const request = { url: server.endpoint, connections, seconds, ...publishOf(topic.TopicArn) };
  const { requests, wrong, p50, p99 } = await load(request);
  if (wrong > 0) throw new Error(`${server.name} gave ${wrong} wrong answers`);
  const { arrived, at } = await arrival(server, { urls: topic.urls, matching }, requests);
  const used = processorSeconds(server.pid) - before;
  await topic.remove();
  return {
    deliveriesASecond: (arrived / (at - startedAt)) * 1000,
    publishesASecond: requests / seconds,
    processorMicrosecondsADelivery: (used / arrived) * 1e6,
    processorMicrosecondsAPublish: (used / requests) * 1e6,
    p50,
    p99,
  };
}

/** Waits until every publish that was answered is in each queue that it matches, and in no other. */
async function arrival(server, { urls, matching }, publishes) {
  const count = (of) => Promise.all(of.map((url) => waiting(server, url)));
  let [last, lastAt] = [-1, performance.now()];
  for (;;) {
    const counts = await count(urls.slice(0, matching));
    const total = counts.reduce((sum, each) => sum + each, 0);
    if (total > last) [last, lastAt] = [total, performance.now()];
    // Whoever was not answered when the client left may have been heard nonetheless.
    else if (counts.every((each) => each >= publishes && each === counts[0])) break;
    else if (performance.now() - lastAt > PATIENCE_MILLISECONDS) {
      throw new Error(`${server.name}: of ${publishes} publishes only ${counts.join(", ")} have arrived`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
  }
  const wrong = (await count(urls.slice(matching))).filter((each) => each > 0).length;
  if (wrong > 0) throw new Error(`${server.name}: ${wrong} queues got what their policies do not match`);
  return { arrived: last, at: lastAt };
}

function summary(results) {
  const of = (figure) => spread(results.map((each) => each[figure]));
  return {
    deliveriesASecond: of("deliveriesASecond"),
    publishesASecond: of("publishesASecond"),
    processorMicrosecondsADelivery: of("processorMicrosecondsADelivery"),
    p50Milliseconds: of("p50"),
    p99Milliseconds: of("p99"),
  };
}
