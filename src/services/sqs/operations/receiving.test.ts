/** Receiving: long polls, visibility, receipt handles, retention and dead-letter queues of standard queues. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { preset } from "../../../platform/local.ts";
import type { ServiceError } from "../../../platform/service-error.ts";
import { type Message, type ReceiveMessageRequest, SQS } from "../../../schema/generated/sqs.ts";
import { emptyTally } from "../contents/tally.ts";
import { queues, tallies } from "../keyspaces.ts";
import { RELAXED_LIMITS, STRICT_LIMITS, UPKEEP_BATCH_MESSAGES } from "../limits.ts";
import { sqs } from "../service.ts";
import { DEFAULT_SQS_SETTINGS, sqsSettings } from "../settings.ts";

const BASE = "http://127.0.0.1:4566/000000000000";
const QueueUrl = `${BASE}/q`;
const ARN = "arn:aws:sqs:us-east-1:000000000000";
const START = Date.UTC(2026, 0, 15, 12);

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sqs] });
  await cloud.call(SQS.CreateQueue, { QueueName: "q" });
});
afterEach(() => cloud.stop());

const send = (MessageBody: string, members: object = {}) =>
  cloud.call(SQS.SendMessage, { QueueUrl, MessageBody, ...members });

async function receive(
  members: Partial<ReceiveMessageRequest> = {},
  signal?: AbortSignal,
): Promise<readonly Message[]> {
  const frame = signal === undefined ? {} : { signal };
  return (await cloud.call(SQS.ReceiveMessage, { QueueUrl, ...members }, frame)).Messages ?? [];
}

const bodies = (messages: readonly Message[]) => messages.map((each) => each.Body);
const handleOf = (message: Message | undefined) => message?.ReceiptHandle ?? "";
const remove = (ReceiptHandle: string, url = QueueUrl) =>
  cloud.call(SQS.DeleteMessage, { QueueUrl: url, ReceiptHandle });
const change = (ReceiptHandle: string, VisibilityTimeout: number) =>
  cloud.call(SQS.ChangeMessageVisibility, { QueueUrl, ReceiptHandle, VisibilityTimeout });
const refusal = (call: Promise<unknown>) => call.catch((thrown: ServiceError) => thrown);

/** What a promise that is not awaited has come to. */
function watch<T>(promise: Promise<T>): { value: T | undefined } {
  const seen: { value: T | undefined } = { value: undefined };
  void promise.then((value) => (seen.value = value));
  return seen;
}

describe("a long poll", () => {
  it("answers when a message is sent, and otherwise when its time is over", async () => {
    const waiting = watch(receive({ WaitTimeSeconds: 20 }));
    await cloud.advance(19_000);
    expect(waiting.value).toBeUndefined();
    await send("one");
    await cloud.settle();
    expect(bodies(waiting.value ?? [])).toEqual(["one"]);
    const empty = watch(receive({ WaitTimeSeconds: 5 }));
    await cloud.advance(4_999);
    expect(empty.value).toBeUndefined();
    await cloud.advance(1);
    expect(empty.value).toEqual([]);
  });

  it("takes the queue's own wait when the request gives none", async () => {
    const Attributes = { ReceiveMessageWaitTimeSeconds: "7" };
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes });
    const waiting = watch(receive());
    await cloud.advance(6_999);
    expect(waiting.value).toBeUndefined();
    await cloud.advance(1);
    expect(waiting.value).toEqual([]);
    expect(await receive({ WaitTimeSeconds: 0 })).toEqual([]);
  });

  it("is woken by the end of a delay, of a visibility timeout, and by a change to 0", async () => {
    await send("delayed", { DelaySeconds: 3 });
    const delayed = watch(receive({ WaitTimeSeconds: 20 }));
    await cloud.advance(2_999);
    expect(delayed.value).toBeUndefined();
    await cloud.advance(1);
    expect(bodies(delayed.value ?? [])).toEqual(["delayed"]);
    const hidden = watch(receive({ WaitTimeSeconds: 20, VisibilityTimeout: 100 }));
    await cloud.advance(20_000);
    expect(hidden.value).toEqual([]);
    const back = watch(receive({ WaitTimeSeconds: 20, VisibilityTimeout: 100 }));
    await cloud.advance(9_999);
    expect(back.value).toBeUndefined();
    await cloud.advance(1);
    expect(bodies(back.value ?? [])).toEqual(["delayed"]);
    const given = watch(receive({ WaitTimeSeconds: 20 }));
    await cloud.settle();
    await change(handleOf(back.value?.[0]), 0);
    await cloud.settle();
    expect(bodies(given.value ?? [])).toEqual(["delayed"]);
  });

  it("wakes waiting receives in the order in which they came, one for each message", async () => {
    const waiting = Array.from({ length: 3 }, () => watch(receive({ WaitTimeSeconds: 20 })));
    await cloud.settle();
    await send("one");
    await send("two");
    await cloud.settle();
    expect(waiting.map((each) => bodies(each.value ?? []))).toEqual([["one"], ["two"], []]);
    expect(waiting[2]?.value).toBeUndefined();
  });

  it("takes nothing for a client that has left", async () => {
    const leaving = new AbortController();
    const left = watch(receive({ WaitTimeSeconds: 20 }, leaving.signal));
    const next = watch(receive({ WaitTimeSeconds: 20 }));
    await cloud.settle();
    leaving.abort();
    await send("one");
    await cloud.settle();
    expect(left.value).toEqual([]);
    expect(bodies(next.value ?? [])).toEqual(["one"]);
  });

  it("ends when its queue is deleted", async () => {
    const waiting = refusal(receive({ WaitTimeSeconds: 20 }));
    await cloud.settle();
    await cloud.call(SQS.DeleteQueue, { QueueUrl });
    expect(await waiting).toMatchObject({ code: "QueueDoesNotExist" });
  });

  it("ends when its queue is deleted, also where another one has its name at once", async () => {
    await cloud.stop();
    const settings = [preset(sqsSettings, { ...DEFAULT_SQS_SETTINGS, limits: RELAXED_LIMITS })];
    cloud = await startTestPlatform({ services: [sqs], settings });
    await cloud.call(SQS.CreateQueue, { QueueName: "q" });
    const waiting = refusal(receive({ WaitTimeSeconds: 20 }));
    await cloud.settle();
    await Promise.all([
      cloud.call(SQS.DeleteQueue, { QueueUrl }),
      cloud.call(SQS.CreateQueue, { QueueName: "q", Attributes: { VisibilityTimeout: "10" } }),
    ]);
    expect(await Promise.race([waiting, cloud.settle()])).toMatchObject({ code: "QueueDoesNotExist" });
  });

  it("does not keep the cloud from having settled, and writes nothing", async () => {
    const waiting = watch(receive({ WaitTimeSeconds: 20 }));
    await cloud.settle();
    expect(waiting.value).toBeUndefined();
    await cloud.advance(20_000);
    expect(waiting.value).toEqual([]);
  });
});

describe("visibility", () => {
  it("hides a message from the moment of the receive, across a restart too", async () => {
    await send("one");
    const [first] = await receive({ MessageSystemAttributeNames: ["All"] });
    expect(first?.Attributes).toEqual({
      SenderId: "000000000000",
      SentTimestamp: String(START),
      ApproximateReceiveCount: "1",
      ApproximateFirstReceiveTimestamp: String(START),
    });
    await cloud.restart();
    await cloud.advance(29_999);
    expect(await receive()).toEqual([]);
    await cloud.restart();
    await cloud.advance(1);
    const [second] = await receive({ MessageSystemAttributeNames: ["All"] });
    expect(second).toMatchObject({ MessageId: first?.MessageId, Attributes: { ApproximateReceiveCount: "2" } });
    expect(second?.Attributes?.ApproximateFirstReceiveTimestamp).toBe(String(START));
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  });

  it("comes back before newer messages, and at once with a timeout of 0", async () => {
    await send("one");
    await send("two");
    const [first] = await receive({ VisibilityTimeout: 0 });
    expect(first?.Body).toBe("one");
    const [again] = await receive({ VisibilityTimeout: 10 });
    expect(again?.Body).toBe("one");
    await change(handleOf(again), 0);
    expect(bodies(await receive({ MaxNumberOfMessages: 10 }))).toEqual(["one", "two"]);
  });

  it("can be changed after its end, and for this receive only", async () => {
    await send("one");
    const [message] = await receive({ VisibilityTimeout: 1 });
    await cloud.advance(1_000);
    await change(handleOf(message), 60);
    await cloud.advance(59_999);
    expect(await receive()).toEqual([]);
    await cloud.advance(1);
    expect(await receive()).toHaveLength(1);
    await cloud.advance(30_000);
    expect(await receive()).toHaveLength(1);
  });

  it("changes in batches, entry by entry", async () => {
    await send("one");
    const [message] = await receive();
    const Entries = [
      { Id: "good", ReceiptHandle: handleOf(message), VisibilityTimeout: 0 },
      { Id: "bad", ReceiptHandle: "dummy", VisibilityTimeout: 0 },
      { Id: "none", ReceiptHandle: handleOf(message) },
    ];
    expect(await cloud.call(SQS.ChangeMessageVisibilityBatch, { QueueUrl, Entries })).toMatchObject({
      Successful: [{ Id: "good" }],
      Failed: [
        { Id: "bad", Code: "ReceiptHandleIsInvalid", SenderFault: true },
        {
          Id: "none",
          Code: "MissingParameter",
          Message:
            "The request must contain the parameter ChangeMessageVisibilityBatchRequestEntry.3.VisibilityTimeout.",
        },
      ],
    });
    expect(await receive()).toHaveLength(1);
  });
});

describe("the limit of messages in flight", () => {
  it("fails a short poll, and leaves a long poll without messages", async () => {
    await send("one");
    await cloud.scope().write((at) => {
      const { contents = 0 } = queues.get(at.tx, ["000000000000", "us-east-1", "q"]) ?? {};
      const tally = tallies.get(at.tx, [contents]) ?? emptyTally();
      tallies.put(at.tx, [contents], { ...tally, inFlight: 120_000 });
    });
    expect(await refusal(receive())).toMatchObject({ code: "OverLimit" });
    const waiting = watch(receive({ WaitTimeSeconds: 1 }));
    await cloud.advance(1_000);
    expect(waiting.value).toEqual([]);
  });

  it.each([
    ["q", {}],
    ["q.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" }],
  ])("holds a long poll of %s up until one of them is deleted", async (QueueName, Attributes) => {
    const limits = { ...STRICT_LIMITS, inFlightMessages: 2 };
    await cloud.stop();
    const settings = [preset(sqsSettings, { ...DEFAULT_SQS_SETTINGS, limits })];
    cloud = await startTestPlatform({ services: [sqs], settings });
    await cloud.call(SQS.CreateQueue, { QueueName, Attributes });
    const url = `${BASE}/${QueueName}`;
    for (const MessageGroupId of ["a", "b", "c"]) await send(MessageGroupId, { QueueUrl: url, MessageGroupId });
    const taken = await receive({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 600 });
    expect(bodies(taken)).toEqual(["a", "b"]);
    const waiting = watch(receive({ QueueUrl: url, WaitTimeSeconds: 20 }));
    await cloud.settle();
    expect(waiting.value).toBeUndefined();
    await remove(handleOf(taken[0]), url);
    await cloud.settle();
    expect(bodies(waiting.value ?? [])).toEqual(["c"]);
  });
});

describe("DeleteMessage", () => {
  it("succeeds again, after the timeout, and with an older handle, which deletes nothing", async () => {
    await send("one");
    const [first] = await receive({ VisibilityTimeout: 1 });
    await cloud.advance(1_000);
    const [second] = await receive({ VisibilityTimeout: 1 });
    await remove(handleOf(first));
    await cloud.advance(1_000);
    const [third] = await receive({ VisibilityTimeout: 1 });
    expect(third?.Body).toBe("one");
    expect(second?.Body).toBe("one");
    await cloud.advance(1_000);
    await remove(handleOf(third));
    await remove(handleOf(third));
    expect(await receive()).toEqual([]);
  });

  it("refuses what is no handle, and a handle of another queue", async () => {
    await cloud.call(SQS.CreateQueue, { QueueName: "p" });
    await send("one");
    const [message] = await receive();
    expect(await refusal(remove("garbage"))).toMatchObject({ code: "ReceiptHandleIsInvalid" });
    expect(await refusal(remove(handleOf(message), `${BASE}/p`))).toMatchObject({ code: "ReceiptHandleIsInvalid" });
    const Entries = [
      { Id: "a", ReceiptHandle: handleOf(message) },
      { Id: "b", ReceiptHandle: "dummy2" },
    ];
    expect(await cloud.call(SQS.DeleteMessageBatch, { QueueUrl, Entries })).toMatchObject({
      Successful: [{ Id: "a" }],
      Failed: [{ Id: "b", Code: "ReceiptHandleIsInvalid" }],
    });
  });
});

describe("attributes of a received message", () => {
  const given = {
    Hello: { DataType: "String", StringValue: "x" },
    "Help.Me": { DataType: "String", StringValue: "y" },
  };
  it.each<[readonly string[], readonly string[]]>([
    [["All"], ["Hello", "Help.Me"]],
    [[".*"], ["Hello", "Help.Me"]],
    [["*"], ["Hello", "Help.Me"]],
    [["Hel.*"], ["Hello", "Help.Me"]],
    [["Help.*"], ["Help.Me"]],
    [["Hello", "Nothing"], ["Hello"]],
    [["AWS."], []],
    [["..foo"], []],
    [[], []],
  ])("selected by %j are %j", async (MessageAttributeNames, names) => {
    await send("one", { MessageAttributes: given });
    const [message] = await receive({ MessageAttributeNames });
    expect(Object.keys(message?.MessageAttributes ?? {})).toEqual(names);
    expect(message?.MD5OfMessageAttributes === undefined).toBe(names.length === 0);
    expect(message).not.toHaveProperty("Attributes");
  });
});

describe("retention", () => {
  it("ends the life of messages in every state, also while the cloud was down", async () => {
    const Attributes = { MessageRetentionPeriod: "60" };
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes });
    await send("in flight");
    await send("visible");
    await send("delayed", { DelaySeconds: 900 });
    await receive({ VisibilityTimeout: 3_600 });
    await cloud.advance(60_000);
    expect(bodies(await receive({ VisibilityTimeout: 0 }))).toEqual(["visible"]);
    await cloud.restart();
    await cloud.advance(1);
    const { Attributes: shown } = await cloud.call(SQS.GetQueueAttributes, { QueueUrl, AttributeNames: ["All"] });
    expect(shown).toMatchObject({
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      ApproximateNumberOfMessagesDelayed: "0",
    });
    expect(cloud.lineage().filter((each) => each.outcome === "expired")).toHaveLength(3);
  });

  it.each([
    ["a standard queue", "many", {}],
    ["a fair queue", "many", { MessageGroupId: "tenant" }],
    ["a FIFO queue", "many.fifo", { MessageGroupId: "group" }],
  ])(
    "is told of each message of %s, also of those that a receive finds before upkeep does",
    async (_kind, name, members) => {
      const fifo = name.endsWith(".fifo") ? { FifoQueue: "true", ContentBasedDeduplication: "true" } : {};
      const Attributes = { ...fifo, MessageRetentionPeriod: "60" };
      await cloud.call(SQS.CreateQueue, { QueueName: name, Attributes });
      const url = `${BASE}/${name}`;
      const most = UPKEEP_BATCH_MESSAGES + 20;
      for (let sent = 0; sent < most; sent += 10) {
        const Entries = Array.from({ length: 10 }, (_, index) => {
          return { Id: `${index}`, MessageBody: `${sent + index}`, ...members };
        });
        await cloud.call(SQS.SendMessageBatch, { QueueUrl: url, Entries });
      }
      for (let received = 0; received < most; received += 10) {
        await receive({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 1 });
      }
      await cloud.advance(1_000);
      await cloud.restart(60_000);
      expect(await receive({ QueueUrl: url })).toEqual([]);
      await cloud.settle();
      expect(cloud.lineage().filter((each) => each.outcome === "expired")).toHaveLength(most);
    },
  );

  it("follows a change of the period at once", async () => {
    await send("one");
    await cloud.advance(61_000);
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { MessageRetentionPeriod: "60" } });
    expect(await receive()).toEqual([]);
  });
});

describe("a dead-letter queue", () => {
  const DEAD = `${BASE}/dead`;
  beforeEach(async () => {
    await cloud.call(SQS.CreateQueue, { QueueName: "dead" });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}:dead`, maxReceiveCount: "2" });
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { RedrivePolicy } });
  });

  it("gets a message instead of the next receiver, and wakes its own", async () => {
    const MessageAttributes = { a: { DataType: "String", StringValue: "b" } };
    const { MessageId } = await send("one", { MessageAttributes });
    await receive({ VisibilityTimeout: 0 });
    await cloud.advance(5_000);
    await receive({ VisibilityTimeout: 0 });
    const waiting = watch(
      receive({ QueueUrl: DEAD, WaitTimeSeconds: 20, AttributeNames: ["All"], MessageAttributeNames: ["All"] }),
    );
    await cloud.settle();
    expect(await receive()).toEqual([]);
    await cloud.settle();
    expect(waiting.value).toMatchObject([
      {
        MessageId,
        Body: "one",
        MessageAttributes,
        Attributes: {
          ApproximateReceiveCount: "3",
          SentTimestamp: String(START),
          ApproximateFirstReceiveTimestamp: String(START),
          DeadLetterQueueSourceArn: `${ARN}:q`,
        },
      },
    ]);
    const buried = cloud.lineage().find((each) => each.outcome === "dead-lettered");
    expect(buried?.reason).toBe(`It was received 2 times without being deleted, so it was moved to ${ARN}:dead.`);
    expect(cloud.lineage().find((each) => each.id === buried?.parent)).toMatchObject({ subject: MessageId });
  });

  it("keeps a message until its first retention period is over", async () => {
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl: DEAD, Attributes: { MessageRetentionPeriod: "120" } });
    await send("one");
    await cloud.advance(100_000);
    await receive({ VisibilityTimeout: 0 });
    await receive({ VisibilityTimeout: 0 });
    await receive();
    await cloud.advance(20_000);
    expect(await receive({ QueueUrl: DEAD, VisibilityTimeout: 0 })).toHaveLength(1);
    await cloud.advance(1);
    expect(await receive({ QueueUrl: DEAD })).toEqual([]);
  });

  it("counts anew how often a message is received, for its own redrive policy and for its age", async () => {
    const setRedrive = (url: string, target: string) => {
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}:${target}`, maxReceiveCount: 5 });
      return cloud.call(SQS.SetQueueAttributes, { QueueUrl: url, Attributes: { RedrivePolicy } });
    };
    await cloud.call(SQS.CreateQueue, { QueueName: "last" });
    await setRedrive(QueueUrl, "dead");
    await setRedrive(DEAD, "last");
    await send("one");
    for (let times = 0; times < 6; times++) await receive({ VisibilityTimeout: 0 });
    await cloud.advance(60_000);
    const ages = cloud.metrics().filter((each) => each.name === "ApproximateAgeOfOldestMessage");
    const age = ages.find((each) => each.dimensions["QueueName"] === "dead");
    expect([...(age?.values ?? [])]).toEqual([[60, 1]]);
    const counts: unknown[] = [];
    for (let times = 0; times < 6; times++) {
      const [message] = await receive({ QueueUrl: DEAD, VisibilityTimeout: 0, AttributeNames: ["All"] });
      counts.push(message?.Attributes?.ApproximateReceiveCount);
    }
    expect(counts).toEqual(["6", "7", "8", "9", "10", undefined]);
    expect(await receive({ QueueUrl: `${BASE}/last` })).toHaveLength(1);
    const [, again] = cloud.lineage().filter((each) => each.outcome === "dead-lettered");
    expect(again?.reason).toBe(`It was received 5 times without being deleted, so it was moved to ${ARN}:last.`);
  });

  it("knows its sources, and may allow only some", async () => {
    expect(await cloud.call(SQS.ListDeadLetterSourceQueues, { QueueUrl: DEAD })).toEqual({ queueUrls: [QueueUrl] });
    expect(await cloud.call(SQS.ListDeadLetterSourceQueues, { QueueUrl })).toEqual({ queueUrls: [] });
    const policy = JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [`${ARN}:q`] });
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl: DEAD, Attributes: { RedriveAllowPolicy: policy } });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}:dead`, maxReceiveCount: 1 });
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { RedrivePolicy } });
    const other = cloud.call(SQS.CreateQueue, { QueueName: "other", Attributes: { RedrivePolicy } });
    expect(await refusal(other)).toMatchObject({ code: "InvalidParameterValueException" });
  });
});

describe("the metrics of a queue", () => {
  it("count what was done, sample depths, and leave out the poison pill", async () => {
    await send("one");
    await receive({ VisibilityTimeout: 0 });
    await receive({ VisibilityTimeout: 0 });
    await receive({ VisibilityTimeout: 0 });
    await cloud.advance(60_000);
    await receive({ VisibilityTimeout: 0 });
    await cloud.advance(60_000);
    const samples = (name: string) =>
      cloud
        .metrics()
        .filter((each) => each.name === name)
        .map((each) => [...each.values]);
    expect(samples("NumberOfMessagesReceived")).toEqual([[[1, 3]], [[1, 1]]]);
    expect(samples("ApproximateNumberOfMessagesVisible")).toEqual([[[1, 1]], [[1, 1]]]);
    expect(samples("ApproximateAgeOfOldestMessage")).toEqual([[[60, 1]], [[0, 1]]]);
    // An active queue has no gaps: what did not happen is a zero.
    expect(samples("NumberOfMessagesDeleted")).toEqual([[[0, 1]], [[0, 1]]]);
    await cloud.advance(7 * 3_600_000);
    expect(samples("NumberOfMessagesSent").length).toBeGreaterThan(400);
  });
});
