/** AWS's rates for FIFO queues: what a client of a cloud that throttles sees, and that no other cloud throttles. */
import { afterEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { preset } from "../../../platform/local.ts";
import { type Message, SQS } from "../../../schema/generated/sqs.ts";
import { sqs } from "../service.ts";
import { DEFAULT_SQS_SETTINGS, sqsSettings } from "../settings.ts";

const BASE = "http://127.0.0.1:4566/000000000000";
const QueueUrl = `${BASE}/q.fifo`;
const FIFO = { FifoQueue: "true" };
const HIGH_THROUGHPUT = { ...FIFO, DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" };
const RATE = 300;
const THROTTLED = { code: "RequestThrottled", message: "The request was denied due to request throttling." };

let cloud: TestPlatform;
afterEach(() => cloud.stop());

async function start(attributes: Record<string, string>, throttle = true): Promise<void> {
  const settings = throttle ? [preset(sqsSettings, { ...DEFAULT_SQS_SETTINGS, throttle })] : [];
  cloud = await startTestPlatform({ services: [sqs], settings });
  await cloud.call(SQS.CreateQueue, { QueueName: "q.fifo", Attributes: attributes });
}

let sent = 0;
const send = (MessageGroupId = "g") =>
  cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: "x", MessageGroupId, MessageDeduplicationId: `${sent++}` });
const sendBatch = (groups: readonly string[]) =>
  cloud.call(SQS.SendMessageBatch, {
    QueueUrl,
    Entries: groups.map((MessageGroupId, index) => ({
      Id: String(index),
      MessageBody: "x",
      MessageGroupId,
      MessageDeduplicationId: `${sent++}`,
    })),
  });
async function receive(members: object = {}): Promise<readonly Message[]> {
  return (await cloud.call(SQS.ReceiveMessage, { QueueUrl, ...members })).Messages ?? [];
}
const remove = (message: Message | undefined) =>
  cloud.call(SQS.DeleteMessage, { QueueUrl, ReceiptHandle: message?.ReceiptHandle ?? "" });
const show = (message: Message | undefined) =>
  cloud.call(SQS.ChangeMessageVisibility, {
    QueueUrl,
    ReceiptHandle: message?.ReceiptHandle ?? "",
    VisibilityTimeout: 0,
  });
const entriesOf = (messages: readonly Message[]) =>
  messages.map(({ ReceiptHandle = "" }, index) => ({ Id: String(index), ReceiptHandle }));
async function times(count: number, act: () => Promise<unknown>): Promise<void> {
  for (let index = 0; index < count; index++) await act();
}

async function visible(): Promise<string | undefined> {
  const asked = { QueueUrl, AttributeNames: ["ApproximateNumberOfMessages" as const] };
  return (await cloud.call(SQS.GetQueueAttributes, asked)).Attributes?.ApproximateNumberOfMessages;
}

describe("a FIFO queue", () => {
  it("takes 300 sends in a second, batches among them, and more in the next", async () => {
    await start(FIFO);
    await times(RATE - 1, () => send());
    await sendBatch(Array.from({ length: 10 }, () => "g"));
    await expect(send("h")).rejects.toMatchObject(THROTTLED);
    await expect(sendBatch(["h"])).rejects.toMatchObject(THROTTLED);
    expect(await visible()).toBe("309");
    await cloud.advance(999);
    await expect(send()).rejects.toMatchObject(THROTTLED);
    await cloud.advance(1);
    await send();
  });

  it("counts each action by itself", async () => {
    await start(FIFO);
    await times(RATE, () => send());
    await times(RATE - 2, () => receive());
    const received = await receive();
    expect(received).toEqual([]);
    await receive();
    await expect(receive()).rejects.toMatchObject(THROTTLED);
    await expect(receive({ WaitTimeSeconds: 20 })).rejects.toMatchObject(THROTTLED);
    await cloud.advance(30_000);
    const messages = await receive({ MaxNumberOfMessages: 10 });
    await times(RATE - 1, () => show(messages[0]).catch(() => {}));
    await cloud.call(SQS.ChangeMessageVisibilityBatch, {
      QueueUrl,
      Entries: entriesOf(messages.slice(1)).map((entry) => ({ ...entry, VisibilityTimeout: 30 })),
    });
    await expect(show(messages[1])).rejects.toMatchObject(THROTTLED);
    await times(RATE - 1, () => remove(messages[1]).catch(() => {}));
    await cloud.call(SQS.DeleteMessageBatch, { QueueUrl, Entries: entriesOf(messages.slice(2)) });
    await expect(remove(messages[3])).rejects.toMatchObject(THROTTLED);
    expect(await visible()).toBe(String(RATE - 9));
  });

  it("counts a long poll once, however often it looks", async () => {
    await start(FIFO);
    const polls = Array.from({ length: RATE }, () => receive({ WaitTimeSeconds: 20 }));
    for (const _ of polls) {
      await send();
      await cloud.settle();
    }
    await expect(receive()).rejects.toMatchObject(THROTTLED);
    await cloud.advance(20_000);
    expect((await Promise.all(polls)).flat()).toHaveLength(1);
  });

  it("counts an entry without a handle as part of its batch, and no action on the queue itself", async () => {
    await start(FIFO);
    // The model requires the handle, but a client may leave it out.
    const Entries = [{ Id: "0" } as { Id: string; ReceiptHandle: string }];
    await times(RATE, () => cloud.call(SQS.DeleteMessageBatch, { QueueUrl, Entries }));
    await expect(cloud.call(SQS.DeleteMessageBatch, { QueueUrl, Entries })).rejects.toMatchObject(THROTTLED);
    const permission = { QueueUrl, Label: "a", AWSAccountIds: ["111122223333"], Actions: ["SendMessage"] };
    await times(RATE, async () => {
      await cloud.call(SQS.AddPermission, permission);
      await cloud.call(SQS.RemovePermission, { QueueUrl, Label: "a" });
    });
  });

  it("tells lineage that the call was throttled", async () => {
    await start(FIFO);
    await times(RATE, () => send());
    await expect(send()).rejects.toMatchObject(THROTTLED);
    expect(cloud.lineage().at(-1)).toMatchObject({ kind: "sqs.SendMessage", outcome: "throttled" });
  });
});

describe("a FIFO queue with high throughput", () => {
  it("takes 300 sends in a second for each group; a batch counts for each group in it", async () => {
    await start(HIGH_THROUGHPUT);
    await times(RATE - 1, () => send("g"));
    await sendBatch(["g", "g", "h"]);
    await expect(send("g")).rejects.toMatchObject(THROTTLED);
    await expect(sendBatch(["h", "g"])).rejects.toMatchObject(THROTTLED);
    // The refused batch was not counted for its other group.
    await times(RATE - 1, () => send("h"));
    await expect(send("h")).rejects.toMatchObject(THROTTLED);
    await send("i");
  });

  it("gives each group to 300 receives in a second, and takes 300 deletions of its messages", async () => {
    await start(HIGH_THROUGHPUT);
    await times(RATE, () => send("g"));
    await send("h");
    await cloud.advance(1_000);
    await send("g");
    await times(RATE + 1, async () => remove((await receive())[0]));
    expect(await visible()).toBe("1");
    await expect(receive()).rejects.toMatchObject(THROTTLED);
    // Another group is given instead, even when its turn comes later.
    await send("i");
    const others = await receive({ MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["MessageGroupId"] });
    expect(others.map((each) => each.Attributes?.MessageGroupId)).toEqual(["i"]);
    await cloud.advance(1_000);
    expect(await receive({ MaxNumberOfMessages: 10 })).toHaveLength(1);
  });

  it("refuses a receive that finds only groups of which this second has seen enough", async () => {
    await start(HIGH_THROUGHPUT);
    await send("g");
    await times(RATE, async () => expect(await receive({ VisibilityTimeout: 0 })).toHaveLength(1));
    await expect(receive()).rejects.toMatchObject(THROTTLED);
    await cloud.advance(1_000);
    expect(await receive()).toHaveLength(1);
  });

  it("takes 300 changes of visibility in a second for each group", async () => {
    await start(HIGH_THROUGHPUT);
    await send("g");
    await send("h");
    const messages = await receive({ MaxNumberOfMessages: 10 });
    const keep = (message: Message | undefined) =>
      cloud.call(SQS.ChangeMessageVisibility, {
        QueueUrl,
        ReceiptHandle: message?.ReceiptHandle ?? "",
        VisibilityTimeout: 30,
      });
    await times(RATE, () => keep(messages[0]));
    await expect(keep(messages[0])).rejects.toMatchObject(THROTTLED);
    await keep(messages[1]);
  });
});

it("standard queues are never throttled", async () => {
  await start(FIFO);
  await cloud.call(SQS.CreateQueue, { QueueName: "q" });
  await times(RATE + 1, () => cloud.call(SQS.SendMessage, { QueueUrl: `${BASE}/q`, MessageBody: "x" }));
});

it.each([FIFO, HIGH_THROUGHPUT])("a cloud that was not asked to throttles nothing: %j", async (attributes) => {
  await start(attributes, false);
  await times(RATE + 1, () => send());
  await times(RATE + 1, () => receive({ VisibilityTimeout: 0 }));
  expect(await visible()).toBe(String(RATE + 1));
});
