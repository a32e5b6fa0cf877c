/** A backlog: the same work on a queue in which millions of messages wait and on one that is nearly empty. */
import { inTurns, ratios, spread } from "../figures.mjs";
import { load } from "../load.mjs";
import { residentMebibytes } from "../server-process.mjs";
import { call, createQueue, headersOf, startSluice, withFolder } from "../servers.mjs";
import { consume, waiting } from "./consume.mjs";
import { fill } from "./send.mjs";

const CONNECTIONS = 16;
/** What is filled into the small queue before each run, so that it does not run dry. */
const SMALL_MESSAGES = 150_000;

export async function backlogBench({ messages, rounds, seconds }) {
  return withFolder(async (data) => {
    let server = await startSluice(data);
    try {
      const [deep, small] = await Promise.all(["deep", "small"].map((name) => queue(server, name)));
      await fill(server, deep.url, { count: messages });
      const before = await waiting(server, deep.url);
      const subjects = [deep, small];
      const sends = await inTurns(subjects, rounds, (subject) => send(server, subject, seconds));
      const consumed = await inTurns(subjects, rounds, async (subject) => {
        if (subject === small) await fill(server, small.url, { count: SMALL_MESSAGES });
        const result = await consume(server, subject.url, { connections: CONNECTIONS, seconds });
        if (result.dry > 0) throw new Error(`${result.dry} receives of the ${subject.name} queue found nothing`);
        return result;
      });
      const residentUnderLoad = Math.round(residentMebibytes(server.pid));
      await server.stop();
      const startedAt = performance.now();
      server = await startSluice(data);
      const { Messages = [] } = await call(server, "ReceiveMessage", { QueueUrl: deep.url, MaxNumberOfMessages: 10 });
      const restartMilliseconds = Math.round(performance.now() - startedAt);
      if (Messages.length !== 10) throw new Error("the first receive after the restart did not get ten messages");
      return {
        name: `${before} messages of 1 KiB waiting`,
        sendRatioToEmptyQueue: ratios(sends, subjects, "requestsASecond"),
        consumeRatioToSmallQueue: ratios(consumed, subjects, "messagesASecond"),
        sendsASecond: spread(sends.get(deep).map((each) => each.requestsASecond)),
        consumedASecond: spread(consumed.get(deep).map((each) => each.messagesASecond)),
        residentMebibytes: { underLoad: residentUnderLoad, afterRestart: Math.round(residentMebibytes(server.pid)) },
        restartToFirstReceiveMilliseconds: restartMilliseconds,
      };
    } finally {
      await server.stop();
    }
  });
}

async function queue(server, name) {
  return { name, url: await createQueue(server, `backlog-${name}`, { VisibilityTimeout: "300" }) };
}

async function send(server, { url }, seconds) {
  const body = JSON.stringify({ QueueUrl: url, MessageBody: "x".repeat(1024) });
  const request = { headers: headersOf("SendMessage"), body, expected: '"MD5OfMessageBody"' };
  const result = await load({ url: server.endpoint, connections: CONNECTIONS, seconds, ...request });
  if (result.wrong > 0) throw new Error(`${result.wrong} wrong answers`);
  return result;
}
