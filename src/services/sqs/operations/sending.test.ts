/** Sending: what is answered and what arrives, alone and in batches. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { sqs } from "../service.ts";

const BASE = "http://127.0.0.1:4566/000000000000";
const STANDARD = `${BASE}/q`;

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sqs] });
  await cloud.call(SQS.CreateQueue, { QueueName: "q", Attributes: { MaximumMessageSize: "1024" } });
});
afterEach(() => cloud.stop());

const text = (StringValue: string, DataType = "String") => ({ StringValue, DataType });

describe("SendMessage", () => {
  it.each([
    [{ Hello: text("There") }, "a311262e065454b75da111d535b8dacd"],
    [{ Hello: text("There"), General: text("Kenobi") }, "fca026605781cb4126a1e9044df24232"],
    [{ Hello: text("There"), General: text("Kenobi"), "Help.Me": text("Me") }, "4c360f3fdafd970e05fae2f149d997f5"],
    [{ timestamp: text("1493147359900", "Number") }, "235c5c510d26fb653d073faed50ae77c"],
    [
      {
        color: text("blue"),
        count: text("3", "Number"),
        blob: { BinaryValue: Uint8Array.of(1, 2, 3), DataType: "Binary" },
      },
      "d838729972a4b70e2d2acd9d59ac847c",
    ],
  ])("answers AWS's digest of %j", async (MessageAttributes, digest) => {
    const sent = await cloud.call(SQS.SendMessage, { QueueUrl: STANDARD, MessageBody: "b", MessageAttributes });
    expect(sent.MD5OfMessageAttributes).toBe(digest);
    const { Messages: [message] = [] } = await cloud.call(SQS.ReceiveMessage, {
      QueueUrl: STANDARD,
      MessageAttributeNames: ["All"],
    });
    expect(message?.MD5OfMessageAttributes).toBe(digest);
    expect(message?.MessageAttributes).toEqual(MessageAttributes);
  });

  it("keeps the trace header of the request, unless the message has its own, and tells no digest of it", async () => {
    const ofRequest = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
    const own = "Root=1-5759e988-bd862e3fe1be46a994272794";
    const sendUnder = (traceHeader: string, entry: object) => {
      const Entries = [{ Id: "a", MessageBody: "body", ...entry }];
      return cloud.call(SQS.SendMessageBatch, { QueueUrl: STANDARD, Entries }, { traceHeader });
    };
    const message = { QueueUrl: STANDARD, MessageBody: "body" };
    const sent = await cloud.call(SQS.SendMessage, message, { traceHeader: ofRequest });
    expect(sent.MD5OfMessageSystemAttributes).toBeUndefined();
    await sendUnder(ofRequest, {});
    await sendUnder(ofRequest, { MessageSystemAttributes: { AWSTraceHeader: text(own) } });
    await sendUnder("no trace", {});
    const { Messages = [] } = await cloud.call(SQS.ReceiveMessage, {
      QueueUrl: STANDARD,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ["AWSTraceHeader"],
    });
    expect(Messages.map((each) => each.Attributes?.AWSTraceHeader)).toEqual([ofRequest, ofRequest, own, undefined]);
  });

  it("carries the trace header beside the attributes", async () => {
    const header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    const sent = await cloud.call(SQS.SendMessage, {
      QueueUrl: STANDARD,
      MessageBody: "b",
      MessageSystemAttributes: { AWSTraceHeader: text(header) },
    });
    expect(sent).toMatchObject({ MD5OfMessageSystemAttributes: "5ae4d5d7636402d80f4eb6d213245a88" });
    expect(sent.MD5OfMessageAttributes).toBeUndefined();
    const { Messages: [message] = [] } = await cloud.call(SQS.ReceiveMessage, {
      QueueUrl: STANDARD,
      MessageSystemAttributeNames: ["AWSTraceHeader"],
    });
    expect(message?.Attributes).toEqual({ AWSTraceHeader: header });
  });

  it("gives numbers back in their normal form", async () => {
    const sent = await cloud.call(SQS.SendMessage, {
      QueueUrl: STANDARD,
      MessageBody: "b",
      MessageAttributes: { n: text("007.50", "Number") },
    });
    const { Messages: [message] = [] } = await cloud.call(SQS.ReceiveMessage, {
      QueueUrl: STANDARD,
      MessageAttributeNames: ["n"],
    });
    expect(message?.MessageAttributes?.n).toEqual(text("7.5", "Number"));
    expect(message?.MD5OfMessageAttributes).not.toBe(sent.MD5OfMessageAttributes);
  });

  it("measures and meters a message by its bytes", async () => {
    await cloud.call(SQS.CreateQueue, { QueueName: "big" });
    await cloud.call(SQS.SendMessage, { QueueUrl: `${BASE}/big`, MessageBody: "x".repeat(65_537) });
    await cloud.advance(60_000);
    const sizes = cloud.metrics().filter((each) => each.name === "SentMessageSize");
    expect(sizes.map((each) => [...each.values])).toEqual([[[65_537, 1]]]);
    const big = cloud.usage().filter((each) => each.resource.endsWith(":big"));
    expect(big).toMatchObject([{ usageType: "Requests-Tier1", quantity: 3 }]);
  });
});

describe("SendMessageBatch", () => {
  const entry = (Id: string, members: object = {}) => ({ Id, MessageBody: Id, ...members });
  const batch = (QueueUrl: string, Entries: readonly object[]) =>
    cloud.callUnchecked(SQS.SendMessageBatch, { QueueUrl, Entries });

  it("lets entries fail one by one", async () => {
    const outcome = await batch(STANDARD, [
      entry("good"),
      entry("long", { MessageBody: "x".repeat(1_025) }),
      entry("bad", { MessageBody: "\u0001" }),
      entry("late", { DelaySeconds: 901 }),
    ]);
    expect(outcome).toMatchObject({
      Successful: [{ Id: "good", MD5OfMessageBody: "755f85c2723bb39381c7379a604160d8" }],
      Failed: [
        {
          Id: "long",
          SenderFault: true,
          Code: "InvalidParameterValue",
          Message: "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.",
        },
        { Id: "bad", SenderFault: true, Code: "InvalidMessageContents" },
        { Id: "late", SenderFault: true, Code: "InvalidParameterValue" },
      ],
    });
  });
});
