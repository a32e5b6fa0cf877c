/** The life of a message of a standard queue as AWS's own clients see it: sent, received, hidden, shown, deleted. */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { SQS } from "../../../src/schema/generated/sqs.ts";
import type { Operation } from "../../../src/schema/model.ts";
import { START, throughEachClient } from "./each-client.ts";

const md5 = (text: string): string => createHash("md5").update(text, "utf8").digest("hex");
const ATTRIBUTES = {
  color: { DataType: "String", StringValue: "blue" },
  count: { DataType: "Number", StringValue: "3" },
  blob: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2, 3]) },
};
/** Recorded from AWS for just these attributes, and for this trace header. */
const MD5_OF_ATTRIBUTES = "d838729972a4b70e2d2acd9d59ac847c";
const TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
const MD5_OF_TRACE = "5ae4d5d7636402d80f4eb6d213245a88";

throughEachClient((stage) => {
  it("a message arrives with its attributes, its system attributes and AWS's digests", async () => {
    await stage.create("whole");
    const sent = await stage.send("whole", "a letter – ✉", {
      MessageAttributes: ATTRIBUTES,
      MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: TRACE } },
    });
    expect(sent).toEqual({
      MessageId: expect.stringMatching(/^[\da-f-]{36}$/),
      MD5OfMessageBody: md5("a letter – ✉"),
      MD5OfMessageAttributes: MD5_OF_ATTRIBUTES,
      MD5OfMessageSystemAttributes: MD5_OF_TRACE,
    });
    const sentAt = stage.cloud.now();
    await stage.cloud.advance(1_500);
    expect(
      await stage.receive("whole", { MessageSystemAttributeNames: ["All"], MessageAttributeNames: ["All"] }),
    ).toEqual([
      {
        MessageId: sent.MessageId,
        ReceiptHandle: expect.any(String),
        Body: "a letter – ✉",
        MD5OfBody: md5("a letter – ✉"),
        MD5OfMessageAttributes: MD5_OF_ATTRIBUTES,
        Attributes: {
          SenderId: expect.any(String),
          SentTimestamp: String(sentAt),
          ApproximateReceiveCount: "1",
          ApproximateFirstReceiveTimestamp: String(sentAt + 1_500),
          AWSTraceHeader: TRACE,
        },
        MessageAttributes: { ...ATTRIBUTES, blob: { DataType: "Binary", BinaryValue: "AQID" } },
      },
    ]);
  });

  it("a receive shows the attributes that it asks for, and no others", async () => {
    await stage.create("selective", { VisibilityTimeout: "0" });
    const text = (StringValue: string) => ({ DataType: "String", StringValue });
    const MessageAttributes = { Hello: text("There"), General: text("Kenobi"), "Help.Me": text("Me") };
    await stage.send("selective", "x", { MessageAttributes });
    const [plain] = await stage.receive("selective");
    expect(Object.keys(plain ?? {}).toSorted()).toEqual(["Body", "MD5OfBody", "MessageId", "ReceiptHandle"]);
    const [one] = await stage.receive("selective", {
      MessageSystemAttributeNames: ["ApproximateReceiveCount"],
      MessageAttributeNames: ["Hello"],
    });
    expect(one).toMatchObject({
      Attributes: { ApproximateReceiveCount: "2" },
      MessageAttributes: { Hello: { StringValue: "There" } },
      // Recorded from AWS, for the attributes that are shown.
      MD5OfMessageAttributes: "a311262e065454b75da111d535b8dacd",
    });
    expect(Object.keys(one?.MessageAttributes ?? {})).toEqual(["Hello"]);
    const [prefixed] = await stage.receive("selective", { MessageAttributeNames: ["Hel.*"] });
    expect(Object.keys(prefixed?.MessageAttributes ?? {}).toSorted()).toEqual(["Hello", "Help.Me"]);
    const [all] = await stage.receive("selective", { MessageAttributeNames: [".*"] });
    expect(all?.MD5OfMessageAttributes).toBe("4c360f3fdafd970e05fae2f149d997f5");
  });

  it.each(['<a href="x">&amp; ]]></a>', "one\r\ntwo\rthree\n", " both ends ", "\ttab", "😀 \u{10ffff}", "%20+=&"])(
    "the text %j arrives as it was sent",
    async (text) => {
      const queue = `text-${md5(text)}`;
      await stage.create(queue);
      const MessageAttributes = { text: { DataType: "String", StringValue: text } };
      expect(await stage.send(queue, text, { MessageAttributes })).toMatchObject({ MD5OfMessageBody: md5(text) });
      expect(await stage.receive(queue, { MessageAttributeNames: ["text"] })).toMatchObject([
        { Body: text, MD5OfBody: md5(text), MessageAttributes },
      ]);
    },
  );

  it("a delayed message is received when its delay is over, whether its own or the queue's", async () => {
    await stage.create("delaying", { DelaySeconds: "5" });
    await stage.send("delaying", "the queue's");
    await stage.send("delaying", "its own", { DelaySeconds: 20 });
    await stage.send("delaying", "none", { DelaySeconds: 0 });
    expect(await stage.depth("delaying")).toEqual([1, 0, 2]);
    expect(await stage.bodies("delaying")).toEqual(["none"]);
    await stage.cloud.advance(5_000);
    expect(await stage.bodies("delaying")).toEqual(["the queue's"]);
    await stage.cloud.advance(15_000);
    expect(await stage.bodies("delaying", { VisibilityTimeout: 0 })).toContain("its own");
    await stage.refused(
      SQS.SendMessage,
      { QueueUrl: stage.urlOf("delaying"), MessageBody: "x", DelaySeconds: 901 },
      {
        code: "InvalidParameterValue",
        message: "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
      },
    );
  });

  it("a batch is sent but for the entry that fails", async () => {
    await stage.create("batch");
    const QueueUrl = stage.urlOf("batch");
    const answer = await stage.call(SQS.SendMessageBatch, {
      QueueUrl,
      Entries: [
        { Id: "one", MessageBody: "first", MessageAttributes: ATTRIBUTES },
        { Id: "two", MessageBody: "second \u0001" },
        { Id: "three", MessageBody: "third", DelaySeconds: 30 },
      ],
    });
    expect(answer.Successful).toEqual([
      {
        Id: "one",
        MessageId: expect.any(String),
        MD5OfMessageBody: md5("first"),
        MD5OfMessageAttributes: MD5_OF_ATTRIBUTES,
      },
      { Id: "three", MessageId: expect.any(String), MD5OfMessageBody: md5("third") },
    ]);
    expect(answer.Failed).toEqual([
      { Id: "two", SenderFault: true, Code: "InvalidMessageContents", Message: expect.stringContaining("#x9") },
    ]);
    expect(await stage.depth("batch")).toEqual([1, 0, 1]);
    const entry = (Id: string) => ({ Id, MessageBody: "x" });
    const prefix = "AWS.SimpleQueueService";
    type Batch = Operation<{ readonly QueueUrl: string; readonly Entries: readonly [] }, unknown>;
    for (const operation of [SQS.SendMessageBatch, SQS.DeleteMessageBatch, SQS.ChangeMessageVisibilityBatch]) {
      // An empty list has no entry that could be another one's.
      await stage.refused(
        operation as Batch,
        { QueueUrl, Entries: [] },
        {
          code: `${prefix}.EmptyBatchRequest`,
          message: `There should be at least one ${operation.name}RequestEntry in the request.`,
        },
      );
    }
    await stage.refused(
      SQS.SendMessageBatch,
      { QueueUrl, Entries: [entry("a"), entry("a")] },
      {
        code: `${prefix}.BatchEntryIdsNotDistinct`,
        message: "Id a repeated.",
      },
    );
    const eleven = Array.from({ length: 11 }, (_, index) => entry(`e${index}`));
    await stage.refused(
      SQS.SendMessageBatch,
      { QueueUrl, Entries: eleven },
      {
        code: `${prefix}.TooManyEntriesInBatchRequest`,
        message: "Maximum number of entries per request are 10. You have sent 11.",
      },
    );
    expect(await stage.depth("batch")).toEqual([1, 0, 1]);
  });

  it("a body that is empty or longer than the queue takes is refused", async () => {
    await stage.create("narrow", { MaximumMessageSize: "1024" });
    const QueueUrl = stage.urlOf("narrow");
    await stage.refused(
      SQS.SendMessage,
      { QueueUrl, MessageBody: "" },
      {
        code: "MissingParameter",
        message: "The request must contain the parameter MessageBody.",
      },
    );
    await stage.refused(
      SQS.SendMessage,
      { QueueUrl, MessageBody: "x".repeat(1_025) },
      {
        code: "InvalidParameterValue",
        message: "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.",
      },
    );
    const Entries = [{ Id: "a", MessageBody: "x".repeat(1_025) }];
    const { Failed } = await stage.call(SQS.SendMessageBatch, { QueueUrl, Entries });
    expect(Failed).toMatchObject([
      {
        Code: "InvalidParameterValue",
        Message: "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.",
      },
    ]);
    expect(await stage.depth("narrow")).toEqual([0, 0, 0]);
  });

  it("a long poll waits for the message, and comes back empty after its time", async () => {
    await stage.create("waiting", { ReceiveMessageWaitTimeSeconds: "20" });
    const QueueUrl = stage.urlOf("waiting");
    await stage.send("waiting", "after seven seconds", { DelaySeconds: 7 });
    const begunAt = stage.cloud.now();
    const MessageSystemAttributeNames = ["ApproximateFirstReceiveTimestamp" as const];
    const asked = stage.receiving("waiting", { MessageSystemAttributeNames });
    const poll = await stage.begin(SQS.ReceiveMessage, asked);
    await stage.cloud.advance(7_000);
    expect((await poll.answer).Messages).toMatchObject([
      { Body: "after seven seconds", Attributes: { ApproximateFirstReceiveTimestamp: String(begunAt + 7_000) } },
    ]);
    const empty = await stage.begin(SQS.ReceiveMessage, { QueueUrl, WaitTimeSeconds: 5 });
    await stage.cloud.advance(5_000);
    expect((await empty.answer).Messages ?? []).toEqual([]);
    await stage.refused(
      SQS.ReceiveMessage,
      { QueueUrl, WaitTimeSeconds: 21 },
      {
        code: "InvalidParameterValue",
        message: "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
      },
    );
    await stage.refused(
      SQS.ReceiveMessage,
      { QueueUrl, MaxNumberOfMessages: 11 },
      {
        code: "InvalidParameterValue",
        message:
          "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
      },
    );
  });

  it("a received message is hidden for as long as its visibility timeout says", async () => {
    await stage.create("hidden");
    const QueueUrl = stage.urlOf("hidden");
    await stage.send("hidden", "x");
    const [message] = await stage.receive("hidden");
    const ReceiptHandle = message?.ReceiptHandle ?? "";
    await stage.call(SQS.ChangeMessageVisibility, { QueueUrl, ReceiptHandle, VisibilityTimeout: 100 });
    await stage.cloud.advance(99_000);
    expect(await stage.bodies("hidden")).toEqual([]);
    await stage.cloud.advance(1_000);
    const [again] = await stage.receive("hidden", { MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
    expect(again?.Attributes).toEqual({ ApproximateReceiveCount: "2" });
    expect(again?.ReceiptHandle).not.toBe(ReceiptHandle);
    const now = { QueueUrl, ReceiptHandle: again?.ReceiptHandle ?? "", VisibilityTimeout: 0 };
    await stage.call(SQS.ChangeMessageVisibility, now);
    expect(await stage.bodies("hidden", { VisibilityTimeout: 10 })).toEqual(["x"]);
    await stage.cloud.advance(10_000);
    expect(await stage.depth("hidden")).toEqual([1, 0, 0]);
    await stage.refused(
      SQS.ChangeMessageVisibility,
      { ...now, VisibilityTimeout: 43_201 },
      {
        code: "InvalidParameterValue",
        message:
          "Value 43201 for parameter VisibilityTimeout is invalid. Reason: " +
          "VisibilityTimeout must be an integer between 0 and 43200.",
      },
    );
  });

  it("a batch changes the visibility of each message, but for a handle that is none", async () => {
    await stage.create("shown");
    for (const body of ["a", "b"]) await stage.send("shown", body);
    const [a, b] = await stage.receive("shown", { MaxNumberOfMessages: 10 });
    const { Successful, Failed } = await stage.call(SQS.ChangeMessageVisibilityBatch, {
      QueueUrl: stage.urlOf("shown"),
      Entries: [
        { Id: "a", ReceiptHandle: a?.ReceiptHandle ?? "", VisibilityTimeout: 0 },
        { Id: "b", ReceiptHandle: b?.ReceiptHandle ?? "", VisibilityTimeout: 300 },
        { Id: "c", ReceiptHandle: "garbage", VisibilityTimeout: 0 },
      ],
    });
    expect(Successful).toEqual([{ Id: "a" }, { Id: "b" }]);
    expect(Failed).toMatchObject([{ Id: "c", SenderFault: true, Code: "ReceiptHandleIsInvalid" }]);
    await stage.cloud.advance(299_000);
    expect(await stage.bodies("shown")).toEqual(["a"]);
    await stage.cloud.advance(30_000);
    expect(await stage.bodies("shown")).toEqual(["a", "b"]);
  });

  it("messages are deleted one by one and in batches", async () => {
    await stage.create("emptied");
    const QueueUrl = stage.urlOf("emptied");
    for (const body of ["a", "b", "c"]) await stage.send("emptied", body);
    const [a, b, c] = await stage.receive("emptied", { MaxNumberOfMessages: 10 });
    await stage.delete("emptied", a);
    // Deleting twice succeeds.
    await stage.delete("emptied", a);
    const { Successful, Failed } = await stage.call(SQS.DeleteMessageBatch, {
      QueueUrl,
      Entries: [
        { Id: "b", ReceiptHandle: b?.ReceiptHandle ?? "" },
        { Id: "garbage", ReceiptHandle: "garbage" },
        { Id: "c", ReceiptHandle: c?.ReceiptHandle ?? "" },
      ],
    });
    expect(Successful).toEqual([{ Id: "b" }, { Id: "c" }]);
    expect(Failed).toMatchObject([{ Id: "garbage", SenderFault: true, Code: "ReceiptHandleIsInvalid" }]);
    expect(await stage.depth("emptied")).toEqual([0, 0, 0]);
    await stage.refused(
      SQS.DeleteMessage,
      { QueueUrl, ReceiptHandle: "garbage" },
      {
        code: "ReceiptHandleIsInvalid",
        message: 'The input receipt handle "garbage" is not a valid receipt handle.',
        status: 404,
      },
    );
    await stage.refused(
      SQS.ChangeMessageVisibility,
      { QueueUrl, ReceiptHandle: a?.ReceiptHandle ?? "", VisibilityTimeout: 10 },
      {
        code: "InvalidParameterValue",
        message:
          `Value ${a?.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: ` +
          "Message does not exist or is not available for visibility timeout change.",
      },
    );
  });

  it("with the handle of an earlier receive, a delete succeeds and deletes nothing", async () => {
    await stage.create("stale");
    await stage.send("stale", "x");
    const [first] = await stage.receive("stale");
    await stage.cloud.advance(30_000);
    const [second] = await stage.receive("stale");
    await stage.delete("stale", first);
    expect(await stage.depth("stale")).toEqual([0, 1, 0]);
    await stage.delete("stale", second);
    expect(await stage.depth("stale")).toEqual([0, 0, 0]);
  });

  it("a message is gone when its retention period is over", async () => {
    await stage.create("short", { MessageRetentionPeriod: "60" });
    await stage.send("short", "x");
    await stage.cloud.advance(60_001);
    expect(await stage.bodies("short")).toEqual([]);
    expect(stage.cloud.now()).toBeGreaterThan(START);
  });
});
