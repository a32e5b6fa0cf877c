/** How far a receive looks into a FIFO queue: groups behind its first 120,000 messages wait until they move up. */
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { type Message, SQS } from "../../../schema/generated/sqs.ts";
import { queues, tallies } from "../keyspaces.ts";
import { FIXED } from "../limits.ts";
import { sqs } from "../service.ts";
import type { Tally } from "./tally.ts";

const QueueUrl = "http://127.0.0.1:4566/000000000000/q.fifo";
const Attributes = { FifoQueue: "true", ContentBasedDeduplication: "true", MessageRetentionPeriod: "600" };

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sqs] });
});
afterEach(() => cloud.stop());

/** A queue that counts so many messages beyond those that it holds that a receive sees only its first `view`. */
async function makeQueue(view: number): Promise<void> {
  await cloud.call(SQS.CreateQueue, { QueueName: "q.fifo", Attributes });
  await send("first", "first");
  for (const message of await receive()) await remove(message);
  await cloud.scope().write((at) => {
    for (const { value } of queues.range(at.tx, [])) {
      const tally = tallies.get(at.tx, [value.contents]);
      if (tally === undefined) continue;
      // They count as delayed, where they take no room from those that the test receives.
      tallies.put(at.tx, [value.contents], { ...tally, delayed: FIXED.fifoLookAheadMessages - view });
    }
  });
}

const send = (MessageBody: string, MessageGroupId = MessageBody.slice(0, 1)) =>
  cloud.call(SQS.SendMessage, { QueueUrl, MessageBody, MessageGroupId });
async function receive(members: object = {}): Promise<readonly Message[]> {
  return (await cloud.call(SQS.ReceiveMessage, { QueueUrl, MaxNumberOfMessages: 10, ...members })).Messages ?? [];
}
const remove = (message: Message | undefined) =>
  cloud.call(SQS.DeleteMessage, { QueueUrl, ReceiptHandle: message?.ReceiptHandle ?? "" });
const bodies = (messages: readonly Message[]) => messages.map((each) => each.Body ?? "");

it("a group behind the view waits until messages before it have left, across a restart too", async () => {
  await makeQueue(3);
  for (const body of ["a1", "a2", "a3", "b1", "b2", "c1"]) await send(body);
  const first = await receive({ MaxNumberOfMessages: 1 });
  expect(bodies(first)).toEqual(["a1"]);
  expect(await receive()).toEqual([]);
  await cloud.restart();
  expect(await receive()).toEqual([]);
  await remove(first[0]);
  // The first message of the second group is in view, and so the group is; the third group is not.
  expect(bodies(await receive())).toEqual(["b1", "b2", "a2", "a3"]);
  expect(await receive()).toEqual([]);
});

it("a receive that waits gets the message that comes into view", async () => {
  await makeQueue(1);
  for (const body of ["a1", "b1"]) await send(body);
  const [first] = await receive();
  const waiting = receive({ WaitTimeSeconds: 20 });
  await cloud.settle();
  await remove(first);
  expect(bodies(await waiting)).toEqual(["b1"]);
});

it("everything is in view again once the queue holds few enough", async () => {
  await makeQueue(2);
  for (const body of ["a1", "a2", "b1"]) await send(body);
  const received = await receive();
  expect(bodies(received)).toEqual(["a1", "a2"]);
  for (const message of received) await remove(message);
  await send("c1");
  expect(bodies(await receive())).toEqual(["b1", "c1"]);
});

it("messages that expire make room as those that are deleted do", async () => {
  await makeQueue(2);
  for (const body of ["a1", "a2"]) await send(body);
  await receive({ VisibilityTimeout: 3_600 });
  await cloud.advance(300_000);
  await send("b1");
  expect(await receive()).toEqual([]);
  await cloud.advance(301_000);
  expect(bodies(await receive())).toEqual(["b1"]);
});

it("a purged queue sees all of what is sent afterwards", async () => {
  await makeQueue(1);
  for (const body of ["a1", "b1"]) await send(body);
  await cloud.call(SQS.PurgeQueue, { QueueUrl });
  for (const body of ["c1", "d1"]) await send(body);
  expect(bodies(await receive())).toEqual(["c1", "d1"]);
});

type Step =
  | { readonly do: "send"; readonly group: number }
  | { readonly do: "receive"; readonly max: number }
  | { readonly do: "delete" | "show"; readonly which: number };
const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant("send" as const), group: fc.nat(4) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("receive" as const), max: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("delete" as const, "show" as const), which: fc.nat(9) }) },
  ),
  { minLength: 1, maxLength: 60, size: "max" },
);

it("gives what is available in view, whatever is done in whatever order", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 6 }), steps, async (view, path) => {
      await cloud.stop();
      cloud = await startTestPlatform({ services: [sqs] });
      await makeQueue(view);
      await follow(view, path);
    }),
    { numRuns: 60, seed: 20260115 },
  );
});

interface Held {
  readonly body: string;
  readonly group: string;
  taken: Message | undefined;
}

async function follow(view: number, path: readonly Step[]): Promise<void> {
  let held: Held[] = [];
  let sent = 0;
  for (const step of path) {
    if (step.do === "send") {
      const [group, body] = [`g${step.group}`, `m${sent++}`];
      await send(body, group);
      held.push({ body, group, taken: undefined });
    } else if (step.do === "receive") {
      const expected = availableIn(held, view);
      const received = await receive({ MaxNumberOfMessages: step.max });
      expect(received.length).toBe(Math.min(step.max, expected.length));
      for (const message of received) {
        const found = expected.find(({ body }) => body === message.Body);
        expect(found, `${message.Body} is available`).toBeDefined();
        if (found !== undefined) found.taken = message;
      }
    } else {
      const inFlight = held.filter(({ taken }) => taken !== undefined);
      const chosen = inFlight[step.which % Math.max(1, inFlight.length)];
      const ReceiptHandle = chosen?.taken?.ReceiptHandle;
      if (chosen === undefined || ReceiptHandle === undefined) continue;
      if (step.do === "delete") {
        await remove(chosen.taken);
        held = held.filter((each) => each !== chosen);
      } else {
        await cloud.call(SQS.ChangeMessageVisibility, { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
        chosen.taken = undefined;
      }
    }
    const firsts = firstsOf(held);
    expect(counted()).toMatchObject({
      groupsInFlight: firsts.filter(({ taken }) => taken !== undefined).length,
      groupsBehindView: firsts.filter((each) => each.taken === undefined && held.indexOf(each) >= view).length,
    });
  }
}

/** One of the counters is emitted as ApproximateNumberOfGroupsWithInflightMessages. */
function counted(): Tally | undefined {
  return cloud.scope().read((at) => {
    for (const { value } of queues.range(at.tx, [])) return tallies.get(at.tx, [value.contents]);
    return undefined;
  });
}

/** The first message of each group, in view or not. */
function firstsOf(held: readonly Held[]): readonly Held[] {
  return held.filter(({ group }, index) => held.findIndex((each) => each.group === group) === index);
}

/** Of each group whose first message is among the first ones, what comes before its first message in flight. */
function availableIn(held: readonly Held[], view: number): readonly Held[] {
  const seen = new Set(held.slice(0, view).map(({ group }) => group));
  const blocked = new Set<string>();
  return held.filter(({ group, taken }) => {
    if (taken !== undefined) blocked.add(group);
    return seen.has(group) && !blocked.has(group);
  });
}
