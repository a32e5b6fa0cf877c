/** Sending: what is refused, what is answered, and what arrives. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import type { ServiceError } from "../../../platform/service-error.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { sqs } from "../service.ts";

const BASE = "http://127.0.0.1:4566/000000000000";
const STANDARD = `${BASE}/q`;
const FIFO = `${BASE}/q.fifo`;
const DEDUPLICATING = `${BASE}/content.fifo`;

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sqs] });
  await cloud.call(SQS.CreateQueue, { QueueName: "q", Attributes: { MaximumMessageSize: "1024" } });
  await cloud.call(SQS.CreateQueue, { QueueName: "q.fifo", Attributes: { FifoQueue: "true" } });
  const Attributes = { FifoQueue: "true", ContentBasedDeduplication: "true" };
  await cloud.call(SQS.CreateQueue, { QueueName: "content.fifo", Attributes });
});
afterEach(() => cloud.stop());

const text = (StringValue: string, DataType = "String") => ({ StringValue, DataType });
const attributes = (...names: string[]) => Object.fromEntries(names.map((name) => [name, text("v")]));

describe("SendMessage refuses", () => {
  const INVALID = "InvalidParameterValueException";
  const MISSING = "MissingRequiredParameterException";
  const NO_ID =
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
  it.each<[string, Record<string, unknown>, string, string]>([
    ["no body", { MessageBody: undefined }, MISSING, "The request must contain the parameter MessageBody."],
    ["an empty body", { MessageBody: "" }, MISSING, "The request must contain the parameter MessageBody."],
    [
      "a control character",
      { MessageBody: "a\u0000" },
      "InvalidMessageContents",
      "Invalid characters were found in the message body. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    ],
    [
      "half a surrogate pair",
      { MessageBody: "\ud83d" },
      "InvalidMessageContents",
      "Invalid characters were found in the message body. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    ],
    [
      "a long body",
      { MessageBody: "é".repeat(513) },
      INVALID,
      "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.",
    ],
    [
      "attributes that make it long",
      { MessageBody: "é".repeat(506), MessageAttributes: attributes("abcdef") },
      INVALID,
      "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.",
    ],
    [
      "a negative delay",
      { DelaySeconds: -234 },
      INVALID,
      "Value -234 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
    ],
    [
      "a long delay",
      { DelaySeconds: 901 },
      INVALID,
      "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
    ],
    [
      "a deduplication id on a standard queue",
      { MessageDeduplicationId: "d" },
      INVALID,
      "Value d for parameter MessageDeduplicationId is invalid. Reason: The request include parameter MessageDeduplicationId which is not valid for this queue type",
    ],
    [
      "a group id with a space",
      { MessageGroupId: "group 123" },
      INVALID,
      "Value group 123 for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.",
    ],
    [
      "an empty group id",
      { MessageGroupId: "" },
      INVALID,
      "Value  for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.",
    ],
    [
      "a FIFO message without a group",
      { QueueUrl: FIFO },
      MISSING,
      "The request must contain the parameter MessageGroupId.",
    ],
    ["a FIFO message without an id", { QueueUrl: FIFO, MessageGroupId: "g" }, INVALID, NO_ID],
    [
      "a FIFO message with a delay",
      { QueueUrl: DEDUPLICATING, MessageGroupId: "g", DelaySeconds: 2 },
      INVALID,
      "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.",
    ],
    [
      "eleven attributes",
      { MessageAttributes: attributes(..."abcdefghijk") },
      INVALID,
      "Number of message attributes [11] exceeds the allowed maximum [10].",
    ],
    [
      "an attribute of an unknown type",
      { MessageAttributes: { Hello: text("x", "Text") } },
      INVALID,
      "The type of message (user) attribute 'Hello' is invalid. You must use only the following supported type prefixes: Binary, Number, String.",
    ],
    [
      "an attribute without a value",
      { MessageAttributes: { Hello: { DataType: "String" } } },
      INVALID,
      "The message (user) attribute 'Hello' must contain a non-empty message attribute value.",
    ],
    [
      "an empty value",
      { MessageAttributes: { ErrorDetails: text("") } },
      INVALID,
      "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'.",
    ],
    [
      "a number that is none",
      { MessageAttributes: { Hello: text("1,5", "Number.int") } },
      INVALID,
      "Can't cast the value of message (user) attribute 'Hello' to a number.",
    ],
    [
      "a reserved name",
      { MessageAttributes: attributes("aws.x") },
      INVALID,
      "You can't use message attribute names beginning with 'AWS.' or 'Amazon'. These strings are reserved for internal use.",
    ],
    [
      "list values",
      { MessageAttributes: { Hello: { DataType: "String", StringListValues: ["a"] } } },
      "UnsupportedOperation",
      "Message attribute list values in SendMessage operation are not supported.",
    ],
  ])("%s", async (_, members, code, message) => {
    const input = { QueueUrl: STANDARD, MessageBody: "body", ...members };
    const error = await cloud.callUnchecked(SQS.SendMessage, input).catch((thrown: ServiceError) => thrown);
    expect(error).toMatchObject({ code, message });
  });
});

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

  it.each<[string, string, readonly object[], string, string]>([
    [
      "nothing",
      STANDARD,
      [],
      "EmptyBatchRequest",
      "There should be at least one SendMessageBatchRequestEntry in the request.",
    ],
    [
      "eleven entries",
      STANDARD,
      Array.from({ length: 11 }, (_, index) => entry(`e${index}`)),
      "TooManyEntriesInBatchRequest",
      "Maximum number of entries per request are 10. You have sent 11.",
    ],
    ["the same id twice", STANDARD, [entry("a"), entry("a")], "BatchEntryIdsNotDistinct", "Id a repeated."],
    [
      "a bad id",
      STANDARD,
      [entry("a b")],
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    ],
    [
      "no id",
      STANDARD,
      [entry("a"), { MessageBody: "b" }],
      "MissingRequiredParameterException",
      "The request must contain the parameter SendMessageBatchRequestEntry.2.Id.",
    ],
    [
      "more than a mebibyte",
      STANDARD,
      [entry("a", { MessageBody: "x".repeat(1_048_577) })],
      "BatchRequestTooLong",
      "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
    ],
    [
      "a FIFO entry without a group",
      DEDUPLICATING,
      [entry("a", { MessageGroupId: "g" }), entry("b")],
      "InvalidParameterValueException",
      "The request must contain the parameter MessageGroupId.",
    ],
  ])("refuses %s as a whole", async (_, QueueUrl, Entries, code, message) => {
    expect(await batch(QueueUrl, Entries).catch((thrown: ServiceError) => thrown)).toMatchObject({ code, message });
    expect(await cloud.call(SQS.ReceiveMessage, { QueueUrl })).toEqual({});
  });

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
