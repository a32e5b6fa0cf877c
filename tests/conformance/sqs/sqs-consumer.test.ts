/** The npm package sqs-consumer, as services use it to work a queue off: what fails is tried again, then dead-lettered. */
import { on, once } from "node:events";
import { SQS } from "@aws-sdk/client-sqs";
import { Consumer, type ConsumerOptions } from "sqs-consumer";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startWireCloud, type WireCloud } from "../../harness/wire.ts";

const START = Date.UTC(2026, 0, 15, 12);
const VISIBILITY_TIMEOUT_SECONDS = 30;
const MAX_RECEIVE_COUNT = 3;

let cloud: WireCloud;
let sqs: SQS;
let consumer: Consumer | undefined;
beforeEach(async () => {
  cloud = await startWireCloud({ clock: "virtual", startAt: START, seed: 1 });
  sqs = new SQS(cloud.clientConfig);
  await sqs.createQueue({ QueueName: "dead" });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("dead"), maxReceiveCount: MAX_RECEIVE_COUNT });
  const VisibilityTimeout = String(VISIBILITY_TIMEOUT_SECONDS);
  await sqs.createQueue({ QueueName: "work", Attributes: { RedrivePolicy, VisibilityTimeout } });
});
afterEach(async () => {
  consumer?.stop({ abort: true });
  sqs.destroy();
  await cloud.close();
  expect(cloud.errors).toEqual([]);
});

const arnOf = (queue: string): string => `arn:aws:sqs:us-east-1:000000000000:${queue}`;
const urlOf = (queue: string): string => `${cloud.endpoint}/000000000000/${queue}`;
const isBad = (body: string | undefined): boolean => body?.startsWith("bad") === true;

function consume(options: Omit<ConsumerOptions, "queueUrl" | "sqs">): Consumer {
  consumer = Consumer.create({ queueUrl: urlOf("work"), sqs, strictReturn: true, ...options });
  // Without a listener an error would end the test's process; what fails for good is seen in the queues.
  return consumer.on("error", () => {}).on("processing_error", () => {});
}

async function send(...bodies: readonly string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, index) => ({ Id: `e${index}`, MessageBody }));
  expect((await sqs.sendMessageBatch({ QueueUrl: urlOf("work"), Entries })).Failed).toBeUndefined();
}

/** The bodies of the dead-letter queue, once one is there. */
async function deadLetters(): Promise<readonly (string | undefined)[]> {
  const input = { QueueUrl: urlOf("dead"), MaxNumberOfMessages: 10, WaitTimeSeconds: 20 };
  return ((await sqs.receiveMessage(input)).Messages ?? []).map(({ Body }) => Body);
}

/** How many messages are visible and in flight. */
async function depth(): Promise<readonly [string | undefined, string | undefined]> {
  const { Attributes = {} } = await sqs.getQueueAttributes({ QueueUrl: urlOf("work"), AttributeNames: ["All"] });
  return [Attributes["ApproximateNumberOfMessages"], Attributes["ApproximateNumberOfMessagesNotVisible"]];
}

const deletions = (): number => cloud.lineage.find({ kind: "sqs.deleted", resource: arnOf("work") }).length;

/** Counts how often each body is handled. */
class Handled {
  readonly counts: Record<string, number> = {};

  add(body = ""): void {
    this.counts[body] = (this.counts[body] ?? 0) + 1;
  }
}

it("what its handler fails for is tried three times and dead-lettered, the rest is deleted once", async () => {
  await send("good 1", "bad 1", "good 2", "bad 2", "good 3");
  const handled = new Handled();
  const working = consume({
    batchSize: 10,
    waitTimeSeconds: 0,
    // What fails is given back at once.
    terminateVisibilityTimeout: true,
    async handleMessage(message) {
      handled.add(message.Body);
      if (isBad(message.Body)) throw new Error("this one cannot be handled");
      return message;
    },
  });
  const processed: (string | undefined)[] = [];
  working.on("message_processed", ({ Body }) => processed.push(Body));
  working.start();
  await once(working, "empty");
  expect(handled.counts).toEqual({ "good 1": 1, "good 2": 1, "good 3": 1, "bad 1": 3, "bad 2": 3 });
  expect(processed.toSorted()).toEqual(["good 1", "good 2", "good 3"]);
  expect(deletions()).toBe(3);
  expect(await depth()).toEqual(["0", "0"]);
  expect((await deadLetters()).toSorted()).toEqual(["bad 1", "bad 2"]);
});

it("a message that is not given back comes again when its visibility timeout is over", async () => {
  await send("bad");
  const handled = new Handled();
  const working = consume({
    async handleMessage({ Body }) {
      handled.add(Body);
      throw new Error("this one cannot be handled");
    },
  });
  const failures = on(working, "processing_error");
  working.start();
  for (let attempt = 1; attempt <= MAX_RECEIVE_COUNT; attempt++) {
    await failures.next();
    expect(handled.counts).toEqual({ bad: attempt });
    expect(await depth()).toEqual(["0", "1"]);
    await cloud.advance(VISIBILITY_TIMEOUT_SECONDS * 1_000);
  }
  expect(await deadLetters()).toEqual(["bad"]);
  expect(handled.counts).toEqual({ bad: MAX_RECEIVE_COUNT });
});

it("of a batch, what its handler returns is deleted, and the rest comes again until it is dead-lettered", async () => {
  await send("good 1", "bad 1", "good 2", "bad 2", "good 3");
  const handled = new Handled();
  const working = consume({
    batchSize: 10,
    async handleMessageBatch(messages) {
      for (const { Body } of messages) handled.add(Body);
      return messages.filter(({ Body }) => !isBad(Body));
    },
  });
  const batches = on(working, "response_processed");
  working.start();
  for (let attempt = 1; attempt <= MAX_RECEIVE_COUNT; attempt++) {
    await batches.next();
    expect(await depth()).toEqual(["0", "2"]);
    await cloud.advance(VISIBILITY_TIMEOUT_SECONDS * 1_000);
  }
  expect((await deadLetters()).toSorted()).toEqual(["bad 1", "bad 2"]);
  expect(handled.counts).toEqual({ "good 1": 1, "good 2": 1, "good 3": 1, "bad 1": 3, "bad 2": 3 });
  expect(deletions()).toBe(3);
});

it("while a handler works, its heartbeat keeps the message from everybody else", async () => {
  await send("slow");
  const handled = new Handled();
  const heartbeats = watchHeartbeats();
  const working = consume({
    visibilityTimeout: VISIBILITY_TIMEOUT_SECONDS,
    heartbeatInterval: 0.02,
    async handleMessage(message) {
      handled.add(message.Body);
      for (let round = 0; round < 3; round++) {
        await cloud.advance((VISIBILITY_TIMEOUT_SECONDS - 1) * 1_000);
        expect(await depth()).toEqual(["0", "1"]);
        // The last thing that is waited for: the message is deleted next, and a heartbeat on its way would find it gone.
        await heartbeats.after(cloud.now());
      }
      return message;
    },
  });
  working.start();
  await once(working, "message_processed");
  expect(handled.counts).toEqual({ slow: 1 });
  expect(await depth()).toEqual(["0", "0"]);
});

/** Tells of each visibility timeout that the consumer extended, when no other extension is on its way. */
function watchHeartbeats(): { after(time: number): Promise<void> } {
  let waiting: { readonly time: number; resolve(): void } | undefined;
  let onTheirWay = 0;
  sqs.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== "ChangeMessageVisibilityCommand") return next(args);
        const sentAt = cloud.now();
        onTheirWay++;
        const answer = await next(args).finally(() => onTheirWay--);
        if (waiting !== undefined && sentAt >= waiting.time && onTheirWay === 0) waiting.resolve();
        return answer;
      },
    { step: "initialize" },
  );
  return { after: (time) => new Promise((resolve) => (waiting = { time, resolve })) };
}
