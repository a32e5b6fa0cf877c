/** Waking: how long after a SendMessage a long poll that waits for it has its answer. */
import { Agent } from "node:http";
import { createQueue, headersOf } from "../servers.mjs";
import { percentiles, timedRequest } from "../timed-request.mjs";

/** How long the poll is given to arrive before the send: the bench waits so that the poll does. */
const SETTLE_MILLISECONDS = 3;

/** One sender and one receiver, each on a connection that stays open. */
export async function wakeBench(servers, { times }) {
  const figures = {};
  for (const server of servers) figures[server.name] = await wakes(server, times);
  return { name: "a long poll woken by a send, from the send until the poll's answer", servers: figures };
}

async function wakes(server, times) {
  const QueueUrl = await createQueue(server, "wake");
  const [poller, sender] = [new Agent({ keepAlive: true }), new Agent({ keepAlive: true })];
  const milliseconds = [];
  for (let time = 0; time < times; time++) {
    const polled = ask(server, poller, ["ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 }]);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MILLISECONDS));
    const sentAt = performance.now();
    const sent = ask(server, sender, ["SendMessage", { QueueUrl, MessageBody: `message ${time}` }]);
    const { answer, at } = await polled;
    await sent;
    const [message] = answer.Messages ?? [];
    if (message?.Body !== `message ${time}`) throw new Error(`${server.name}: the poll got ${JSON.stringify(answer)}`);
    milliseconds.push(at - sentAt);
    await ask(server, sender, ["DeleteMessage", { QueueUrl, ReceiptHandle: message.ReceiptHandle }]);
  }
  poller.destroy();
  sender.destroy();
  return percentiles(milliseconds.slice(Math.floor(times / 10)));
}

async function ask(server, agent, [operation, input]) {
  const { text, at } = await timedRequest(server, agent, {
    headers: headersOf(operation),
    body: JSON.stringify(input),
  });
  return { answer: text === "" ? {} : JSON.parse(text), at };
}
