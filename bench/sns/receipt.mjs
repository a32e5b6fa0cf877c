/** Receipt: how long after a publish a long poll of a subscribed queue has its answer. */
import { Agent } from "node:http";
import { call, headersOf } from "../servers.mjs";
import { percentiles, timedRequest } from "../timed-request.mjs";
import { makeTopic, publishOf } from "./topic.mjs";

/** How long the poll is given to arrive before the publish: the bench waits so that the poll does. */
const SETTLE_MILLISECONDS = 3;

/** One publisher and one receiver, each on a connection that stays open; enveloped and raw. */
export async function receiptBench(servers, { times }) {
  const figures = {};
  for (const server of servers) {
    figures[server.name] = {
      enveloped: await receipts(server, times, {}),
      raw: await receipts(server, times, { RawMessageDelivery: "true" }),
    };
  }
  return { name: "from a publish until the answer of a long poll that waits for it", servers: figures };
}

async function receipts(server, times, attributes) {
  const { TopicArn, urls, remove } = await makeTopic(server, [attributes]);
  const [QueueUrl] = urls;
  const [poller, publisher] = [new Agent({ keepAlive: true }), new Agent({ keepAlive: true })];
  const receive = { headers: headersOf("ReceiveMessage"), body: JSON.stringify({ QueueUrl, WaitTimeSeconds: 20 }) };
  const milliseconds = [];
  for (let time = 0; time < times; time++) {
    const polled = timedRequest(server, poller, receive);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MILLISECONDS));
    const publishedAt = performance.now();
    const published = timedRequest(server, publisher, publishOf(TopicArn, `message ${time}.`));
    const { text, at } = await polled;
    await published;
    const [message] = JSON.parse(text).Messages ?? [];
    if (!message?.Body.includes(`message ${time}.`)) throw new Error(`${server.name}: the poll got ${text}`);
    milliseconds.push(at - publishedAt);
    await call(server, "DeleteMessage", { QueueUrl, ReceiptHandle: message.ReceiptHandle });
  }
  poller.destroy();
  publisher.destroy();
  await remove();
  return percentiles(milliseconds.slice(Math.floor(times / 10)));
}
