/** `sluice why-not` against a running cloud whose services wrote the story themselves. */
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startWireCloud, type WireCloud } from "../../../tests/harness/wire.ts";
import { whyNot } from "./why-not.ts";

let cloud: WireCloud;
let sqs: SQSClient;
let sns: SNSClient;
beforeAll(async () => {
  cloud = await startWireCloud({ clock: "virtual", startAt: Date.UTC(2026, 0, 15, 12), seed: 1 });
  sqs = new SQSClient(cloud.clientConfig);
  sns = new SNSClient(cloud.clientConfig);
});
afterAll(() => cloud.close());

const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
afterEach(() => void written.mockClear());

async function asked(message: string | undefined, target: string): Promise<string> {
  written.mockClear();
  await whyNot(message ?? "", target, { endpoint: cloud.endpoint });
  return written.mock.calls.map(([text]) => String(text)).join("");
}

async function queue(name: string, attributes: Record<string, string> = {}): Promise<string> {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  return QueueUrl;
}

const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const send = async (QueueUrl: string, more: { MessageGroupId?: string; MessageDeduplicationId?: string } = {}) =>
  (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", ...more }))).MessageId;
const receive = async (QueueUrl: string) => (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.[0];

it("a filter policy's key is named, and who is not subscribed at all is told", async () => {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "orders" }));
  for (const name of ["blue", "all", "apart"]) await queue(name);
  const subscribe = (name: string, Attributes: Record<string, string>) =>
    sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: arnOf(name), Attributes }));
  await subscribe("blue", { FilterPolicy: '{"colour":["blue"]}' });
  await subscribe("all", {});
  const { MessageId } = await sns.send(new PublishCommand({ TopicArn, Message: "x" }));
  await cloud.settle();
  expect(await asked(MessageId, "blue")).toMatch(/^filtered-out: It was kept from .*:blue, .*colour/);
  expect(await asked(MessageId, "all")).toMatch(/^waiting: Message \S+ came to queue all/);
  expect(await asked(MessageId, "apart")).toMatch(/^not-subscribed: Queue apart is not subscribed to topic orders/);
  expect(await asked(MessageId, TopicArn ?? "")).toMatch(/^delivered: Message \S+ was published to topic orders/);
});

it("a message is followed through receives to the dead-letter queue", async () => {
  await queue("dead");
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("dead"), maxReceiveCount: "1" });
  const url = await queue("fragile", { RedrivePolicy, VisibilityTimeout: "10" });
  const id = await send(url);
  expect(await asked(id, "dead")).toMatch(/^waiting: Queue dead takes the dead letters of queue fragile\. /);
  await receive(url);
  expect(await asked(id, "fragile")).toMatch(/^in-flight: .* until 2026-01-15T12:00:10\.000Z\./);
  await cloud.advance(10_000);
  expect(await receive(url)).toBeUndefined();
  expect(await asked(id, "fragile")).toMatch(/^dead-lettered: .* It was received once .* moved to .*:dead\./);
  expect(await asked(id, "dead")).toMatch(/^waiting: Message \S+ came to queue dead/);
});

it("a FIFO message waits for the one before it, and a duplicate is told", async () => {
  const url = await queue("line.fifo", { FifoQueue: "true" });
  const first = await send(url, { MessageGroupId: "g", MessageDeduplicationId: "1" });
  const second = await send(url, { MessageGroupId: "g", MessageDeduplicationId: "2" });
  await receive(url);
  expect(await asked(second, "line.fifo")).toMatch(new RegExp(`^group-locked: .* waits there for message ${first}`));
  const sent = await sqs.send(
    new SendMessageCommand({ QueueUrl: url, MessageBody: "x", MessageGroupId: "g", MessageDeduplicationId: "2" }),
  );
  expect(await asked(sent.$metadata.requestId, "line.fifo")).toMatch(/^deduplicated: It was a duplicate of message/);
});

it("each message of a batch has its own fate: deleted, purged, delayed, expired", async () => {
  const url = await queue("fates", { MessageRetentionPeriod: "60" });
  const Entries = ["a", "b"].map((Id) => ({ Id, MessageBody: Id }));
  const { Successful = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
  const message = await receive(url);
  await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
  const other = Successful.find(({ MessageId }) => MessageId !== message?.MessageId)?.MessageId;
  expect(await asked(message?.MessageId, "fates")).toMatch(/^delivered: .* was received once and deleted/);
  await sqs.send(new PurgeQueueCommand({ QueueUrl: url }));
  expect(await asked(other, url)).toMatch(/^purged: .* the queue was purged/);
  const delayed = await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "x", DelaySeconds: 30 }));
  expect(await asked(delayed.MessageId, arnOf("fates"))).toMatch(/^delayed: .* is delayed until /);
  await cloud.advance(61_000);
  expect(await asked(delayed.MessageId, "fates")).toMatch(/^expired: .* longer than 60 seconds/);
});

describe("what cannot be answered is said in a sentence", () => {
  beforeAll(async () => {
    await queue("twice");
    await sns.send(new CreateTopicCommand({ Name: "twice" }));
  });

  it.each([
    [
      "nobody",
      "twice",
      /^Several things are called "twice": say which of them by its ARN: arn:aws:sqs\S+, arn:aws:sns/,
    ],
    ["nobody", arnOf("twice"), /^Nothing is known of "nobody"\./],
    ["nobody", "nowhere", /^There is no queue, function, topic or subscription called "nowhere" here\.$/],
    ["", "twice", /^Say which event, and where/],
    ["x", "", /^Say which event, and where/],
  ])('"%s" at "%s"', async (message, target, sentence) => {
    await expect(whyNot(message, target, { endpoint: cloud.endpoint })).rejects.toThrow(sentence);
  });

  it("for machines an answer is JSON, also when nothing is known", async () => {
    await whyNot("nobody", arnOf("twice"), { endpoint: cloud.endpoint, json: true });
    expect(JSON.parse(String(written.mock.calls[0]?.[0]))).toMatchObject({ verdict: "unknown-message" });
  });

  it("asking changes nothing", async () => {
    const url = await queue("quiet");
    const id = await send(url);
    await asked(id, "quiet");
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["ApproximateNumberOfMessages"] }),
    );
    expect(Attributes?.ApproximateNumberOfMessages).toBe("1");
    expect((await receive(url))?.MessageId).toBe(id);
  });
});
