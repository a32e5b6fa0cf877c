/** A look into a queue as scripts and clients that were set up for LocalStack ask for it: the same question, the same form of answer. */
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { ask, startWireCloud, type WireCloud } from "../../../tests/harness/wire.ts";

const PATH = "/_aws/sqs/messages";
let cloud: WireCloud;
let sqs: SQSClient;
let looking: SQSClient;
let queues = 0;
beforeAll(async () => {
  cloud = await startWireCloud({ clock: "virtual", seed: 1 });
  sqs = new SQSClient(cloud.clientConfig);
  looking = new SQSClient({ ...cloud.clientConfig, endpoint: `${cloud.endpoint}${PATH}` });
});
afterAll(() => cloud.close());
afterEach(() => expect(cloud.errors).toEqual([]));

async function queueWith(bodies: readonly string[], attributes: Record<string, string> = {}): Promise<string> {
  const fifo = attributes["FifoQueue"] === "true";
  const QueueName = `look-${++queues}${fifo ? ".fifo" : ""}`;
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes: attributes }));
  for (const MessageBody of bodies) {
    const group = fifo ? { MessageGroupId: "g", MessageDeduplicationId: MessageBody } : {};
    // oxlint-disable-next-line no-await-in-loop -- in this order
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...group }));
  }
  return QueueUrl;
}

const at = (QueueUrl: string, flags = ""): string => `${PATH}?QueueUrl=${encodeURIComponent(QueueUrl)}${flags}`;

async function asJson(path: string): Promise<unknown> {
  const { status, body } = await ask(cloud, { method: "GET", path, headers: { accept: "application/json" } });
  expect(status).toBe(200);
  const { ReceiveMessageResponse } = JSON.parse(body) as { ReceiveMessageResponse: { ReceiveMessageResult: unknown } };
  return ReceiveMessageResponse.ReceiveMessageResult;
}

it("is XML, and takes nothing out of the queue", async () => {
  const url = await queueWith(["<hello>"]);
  for (let time = 0; time < 2; time++) {
    const { status, headers, body } = await ask(cloud, { method: "GET", path: at(url) });
    expect([status, headers["content-type"]]).toEqual([200, "text/xml"]);
    expect(body).toMatch(/^<ReceiveMessageResponse xmlns="[^"]+"><ReceiveMessageResult><Message><MessageId>/);
    expect(body).toContain("<Body>&lt;hello&gt;</Body>");
    expect(body).toContain("<Attribute><Name>ApproximateReceiveCount</Name><Value>0</Value></Attribute>");
  }
});

it("is JSON for who accepts it: one message itself, several a list, none null", async () => {
  expect(await asJson(at(await queueWith([])))).toBeNull();
  expect(await asJson(at(await queueWith(["one"])))).toMatchObject({
    Message: { Body: "one", MD5OfBody: "f97c5d29941bfb1b2fdab0874906ab82", ReceiptHandle: "SQS/BACKDOOR/ACCESS" },
  });
  expect(await asJson(at(await queueWith(["one", "two"])))).toMatchObject({
    Message: [{ Body: "one", Attribute: [{ Name: "SenderId" }, { Name: "SentTimestamp" }, {}] }, { Body: "two" }],
  });
});

it("leaves out what cannot be received, unless it is asked for, and then says so", async () => {
  const url = await queueWith(["first", "second"]);
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "later", DelaySeconds: 60 }));
  await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
  expect(await asJson(at(url))).toMatchObject({ Message: { Body: "second" } });
  const shown = (await asJson(at(url, "&ShowInvisible=true&ShowDelayed=1"))) as { Message: readonly Looked[] };
  const said = shown.Message.map(({ Body, Attribute }) => {
    const of = (name: string): string | undefined => Attribute.find(({ Name }) => Name === name)?.Value;
    return [Body, of("IsVisible"), of("IsDelayed")];
  });
  expect(said).toEqual([
    ["first", "false", "false"],
    ["second", "true", "false"],
    ["later", "false", "true"],
  ]);
});

interface Looked {
  readonly Body: string;
  readonly Attribute: readonly { readonly Name: string; readonly Value: string }[];
}

it("does not show what waits behind a message of its group that is in flight", async () => {
  const url = await queueWith(["a", "b"], { FifoQueue: "true" });
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 1 }));
  expect(await asJson(at(url))).toBeNull();
  expect(await asJson(at(url, "&ShowInvisible=true"))).toMatchObject({ Message: [{ Body: "a" }, { Body: "b" }] });
  await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: Messages[0]?.ReceiptHandle }));
  expect(await asJson(at(url))).toMatchObject({ Message: { Body: "b" } });
});

it("finds a queue by region, account and name, and by the region that a client signs for", async () => {
  const config = { ...cloud.clientConfig, region: "eu-west-1" };
  const elsewhere = new SQSClient(config);
  const { QueueUrl = "" } = await elsewhere.send(new CreateQueueCommand({ QueueName: "elsewhere" }));
  await elsewhere.send(new SendMessageCommand({ QueueUrl, MessageBody: "bonjour" }));
  expect(await asJson(`${PATH}/eu-west-1/000000000000/elsewhere`)).toMatchObject({ Message: { Body: "bonjour" } });
  const client = new SQSClient({ ...config, endpoint: `${cloud.endpoint}${PATH}` });
  expect(await client.send(new ReceiveMessageCommand({ QueueUrl }))).toMatchObject({ Messages: [{ Body: "bonjour" }] });
});

it("answers a client of AWS's that has the path as its endpoint, with digests that it checks", async () => {
  const url = await queueWith([]);
  const MessageAttributes = {
    grade: { DataType: "Number", StringValue: "1" },
    proof: { DataType: "Binary", BinaryValue: Uint8Array.of(1, 2) },
  };
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "hello", MessageAttributes }));
  const asked = {
    QueueUrl: url,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ["All"],
    AttributeNames: ["All" as const],
  };
  const { Messages = [] } = await looking.send(new ReceiveMessageCommand(asked));
  expect(Messages).toMatchObject([{ Body: "hello", MessageAttributes, Attributes: { ApproximateReceiveCount: "0" } }]);
  expect(Messages[0]?.MD5OfMessageAttributes).toMatch(/^[0-9a-f]{32}$/);
});

it("takes the parameters of a form", async () => {
  const url = await queueWith(["one", "two"]);
  const body = new URLSearchParams({ Action: "ReceiveMessage", QueueUrl: url, MaxNumberOfMessages: "1" }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
  const answer = await ask(cloud, { method: "POST", path: PATH, headers, body });
  expect(JSON.parse(answer.body)).toMatchObject({
    ReceiveMessageResponse: { ReceiveMessageResult: { Message: { Body: "one" } } },
  });
});

it.each([
  ["no queue", PATH, 400, "AWS.SimpleQueueService.NonExistentQueue"],
  ["a queue that is not there", `${PATH}/us-east-1/000000000000/none`, 400, "AWS.SimpleQueueService.NonExistentQueue"],
  ["another action", `${PATH}?Action=SendMessage&QueueUrl=x`, 400, "InvalidRequest"],
  ["a wait", `${PATH}?QueueUrl=x&WaitTimeSeconds=1`, 501, "NotImplemented"],
  ["an attempt", `${PATH}?QueueUrl=x&ReceiveRequestAttemptId=a`, 501, "NotImplemented"],
])("refuses %s in AWS's form", async (_, path, status, code) => {
  const answer = await ask(cloud, { method: "GET", path });
  expect([answer.status, /<Code>([^<]*)<\/Code>/.exec(answer.body)?.[1]]).toEqual([status, code]);
});

it("refuses other operations of a client", async () => {
  const QueueUrl = await queueWith([]);
  await expect(looking.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }))).rejects.toThrow(
    "This endpoint only accepts ReceiveMessage calls",
  );
});
