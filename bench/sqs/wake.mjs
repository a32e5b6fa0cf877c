/** Waking: how long after a SendMessage a long poll that waits for it has its answer. */
import { Agent, request } from "node:http";
import { createQueue, headersOf } from "../servers.mjs";

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
  const sorted = milliseconds.slice(Math.floor(times / 10)).toSorted((a, b) => a - b);
  const at = (part) => Number(sorted[Math.floor(sorted.length * part)].toPrecision(3));
  return { p50Milliseconds: at(0.5), p90Milliseconds: at(0.9), p99Milliseconds: at(0.99) };
}

/** One call; `at` is when the first byte of its answer was there. */
function ask({ endpoint }, agent, [operation, input]) {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify(input);
    const headers = { ...headersOf(operation), "content-length": Buffer.byteLength(body) };
    const asked = request(endpoint, { method: "POST", agent, headers }, (response) => {
      const at = performance.now();
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("end", () => {
        const text = Buffer.concat(pieces).toString("utf8");
        if (response.statusCode !== 200) reject(new Error(`${operation}: ${text}`));
        else resolve({ answer: text === "" ? {} : JSON.parse(text), at });
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
