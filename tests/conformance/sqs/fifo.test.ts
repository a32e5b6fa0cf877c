/** FIFO queues as AWS's own clients see them: order, groups, deduplication, receipt handles that have expired. */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { SQS } from "../../../src/schema/generated/sqs.ts";
import { throughEachClient } from "./each-client.ts";

throughEachClient((stage) => {
  const create = (queue: string, attributes: Readonly<Record<string, string>> = {}) =>
    stage.create(queue, { FifoQueue: "true", ContentBasedDeduplication: "true", ...attributes });
  const sendAll = async (queue: string, bodies: readonly string[]): Promise<void> => {
    for (const body of bodies) await stage.send(queue, body, { MessageGroupId: body.slice(0, 2) });
  };

  it("messages come in the order of sending, group by group, with sequence numbers that grow", async () => {
    await create("order.fifo");
    const sent: string[] = [];
    for (const [MessageGroupId, body] of [
      ["g1", "g1-1"],
      ["g2", "g2-1"],
      ["g1", "g1-2"],
      ["g1", "g1-3"],
    ] as const) {
      const { SequenceNumber = "" } = await stage.send("order.fifo", body, { MessageGroupId });
      expect(SequenceNumber).toMatch(/^\d{20}$/);
      sent.push(SequenceNumber);
    }
    expect(sent.toSorted()).toEqual(sent);
    const messages = await stage.receive("order.fifo", {
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ["All"],
    });
    expect(messages.map(({ Body }) => Body)).toEqual(["g1-1", "g1-2", "g1-3", "g2-1"]);
    expect(messages[1]?.Attributes).toMatchObject({
      MessageGroupId: "g1",
      SequenceNumber: sent[2],
      MessageDeduplicationId: createHash("sha256").update("g1-2").digest("hex"),
    });
  });

  it("a group is locked while a message of it is in flight, and others are not", async () => {
    await create("locked.fifo");
    await sendAll("locked.fifo", ["g1-1", "g1-2", "g2-1"]);
    const [first] = await stage.receive("locked.fifo");
    expect(first?.Body).toBe("g1-1");
    expect(await stage.bodies("locked.fifo")).toEqual(["g2-1"]);
    expect(await stage.bodies("locked.fifo")).toEqual([]);
    await stage.delete("locked.fifo", first);
    expect(await stage.bodies("locked.fifo")).toEqual(["g1-2"]);
    await stage.cloud.advance(30_000);
    expect((await stage.bodies("locked.fifo")).toSorted()).toEqual(["g1-2", "g2-1"]);
  });

  it("a message whose visibility timeout is set to zero comes again before the later ones of its group", async () => {
    await create("shown.fifo");
    await sendAll("shown.fifo", ["g1-1", "g1-2"]);
    const [first] = await stage.receive("shown.fifo");
    const ReceiptHandle = first?.ReceiptHandle ?? "";
    await stage.call(SQS.ChangeMessageVisibility, {
      QueueUrl: stage.urlOf("shown.fifo"),
      ReceiptHandle,
      VisibilityTimeout: 0,
    });
    expect(await stage.bodies("shown.fifo")).toEqual(["g1-1", "g1-2"]);
  });

  it("the same deduplication id is taken once in five minutes, even when the message is deleted", async () => {
    await stage.create("once.fifo", { FifoQueue: "true" });
    const ids = { MessageGroupId: "g", MessageDeduplicationId: "same" };
    const first = await stage.send("once.fifo", "one", ids);
    const second = await stage.send("once.fifo", "two", ids);
    expect(second).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
    const [message] = await stage.receive("once.fifo");
    expect(message?.Body).toBe("one");
    await stage.delete("once.fifo", message);
    await stage.send("once.fifo", "three", ids);
    expect(await stage.depth("once.fifo")).toEqual([0, 0, 0]);
    await stage.cloud.advance(300_001);
    await stage.send("once.fifo", "four", ids);
    expect(await stage.bodies("once.fifo")).toEqual(["four"]);
  });

  it("with content-based deduplication the same body is taken once, whatever its group", async () => {
    await create("content.fifo");
    const MessageAttributes = { colour: { DataType: "String", StringValue: "red" } };
    await stage.send("content.fifo", "same", { MessageGroupId: "g1" });
    await stage.send("content.fifo", "same", { MessageGroupId: "g2", MessageAttributes });
    await stage.send("content.fifo", "same", { MessageGroupId: "g1", MessageDeduplicationId: "another" });
    expect(await stage.bodies("content.fifo")).toEqual(["same", "same"]);
  });

  it("with deduplication for each group the same id is taken in another group", async () => {
    await create("scoped.fifo", { DeduplicationScope: "messageGroup" });
    for (const MessageGroupId of ["g1", "g2", "g1"]) await stage.send("scoped.fifo", "same", { MessageGroupId });
    expect(await stage.bodies("scoped.fifo")).toEqual(["same", "same"]);
  });

  it("what FIFO queues need or do not take is refused", async () => {
    await stage.create("strict.fifo", { FifoQueue: "true" });
    const QueueUrl = stage.urlOf("strict.fifo");
    const MessageBody = "x";
    const ids = { MessageGroupId: "g", MessageDeduplicationId: "d" };
    await stage.refused(
      SQS.SendMessage,
      { QueueUrl, MessageBody },
      {
        code: "MissingParameter",
        message: "The request must contain the parameter MessageGroupId.",
      },
    );
    await stage.refused(
      SQS.SendMessage,
      { QueueUrl, MessageBody, MessageGroupId: "g" },
      {
        code: "InvalidParameterValue",
        message:
          "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
      },
    );
    await stage.refused(
      SQS.SendMessage,
      { QueueUrl, MessageBody, DelaySeconds: 2, ...ids },
      {
        code: "InvalidParameterValue",
        message:
          "Value 2 for parameter DelaySeconds is invalid. Reason: " +
          "The request include parameter that is not valid for this queue type.",
      },
    );
    await stage.refused(
      SQS.SendMessage,
      { QueueUrl, MessageBody, ...ids, MessageGroupId: "group 123" },
      {
        code: "InvalidParameterValue",
        message:
          "Value group 123 for parameter MessageGroupId is invalid. Reason: " +
          "MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.",
      },
    );
    await stage.refused(
      SQS.SendMessageBatch,
      { QueueUrl, Entries: [{ Id: "a", MessageBody }] },
      {
        code: "InvalidParameterValue",
        message: "The request must contain the parameter MessageGroupId.",
      },
    );
    await stage.refused(
      SQS.SetQueueAttributes,
      { QueueUrl, Attributes: { FifoQueue: "false" } },
      {
        code: "InvalidAttributeValue",
        message: "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
      },
    );
    expect(await stage.depth("strict.fifo")).toEqual([0, 0, 0]);
  });

  it("a batch keeps its order, with the duplicates in it answered and not queued", async () => {
    await create("batch.fifo");
    const entry = (Id: string, MessageBody: string) => ({ Id, MessageBody, MessageGroupId: "g" });
    const { Successful, ...rest } = await stage.call(SQS.SendMessageBatch, {
      QueueUrl: stage.urlOf("batch.fifo"),
      Entries: [entry("a", "one"), entry("b", "two"), entry("c", "one")],
    });
    // Clients that look whether there is a list of failures find none.
    expect(rest).toEqual({});
    expect(Successful?.map(({ Id }) => Id)).toEqual(["a", "b", "c"]);
    expect(Successful?.[2]?.MessageId).toBe(Successful?.[0]?.MessageId);
    expect(await stage.bodies("batch.fifo")).toEqual(["one", "two"]);
  });

  it("a receipt handle whose visibility timeout is over deletes nothing", async () => {
    await create("expired.fifo");
    await sendAll("expired.fifo", ["g1-1"]);
    const [message] = await stage.receive("expired.fifo", { VisibilityTimeout: 10 });
    const ReceiptHandle = message?.ReceiptHandle ?? "";
    await stage.cloud.advance(10_001);
    await stage.refused(
      SQS.DeleteMessage,
      { QueueUrl: stage.urlOf("expired.fifo"), ReceiptHandle },
      {
        code: "InvalidParameterValue",
        message: `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
      },
    );
    expect(await stage.depth("expired.fifo")).toEqual([1, 0, 0]);
  });

  it("a receive that is tried again with its attempt id gives the same messages", async () => {
    await create("attempt.fifo");
    await sendAll("attempt.fifo", ["g1-1", "g1-2"]);
    const ReceiveRequestAttemptId = "attempt-1";
    const first = await stage.receive("attempt.fifo", { MaxNumberOfMessages: 10, ReceiveRequestAttemptId });
    expect(first).toHaveLength(2);
    expect(await stage.receive("attempt.fifo", { MaxNumberOfMessages: 10, ReceiveRequestAttemptId })).toEqual(first);
    expect(await stage.bodies("attempt.fifo")).toEqual([]);
  });

  it("a purge forgets the deduplication ids too", async () => {
    await create("purged.fifo");
    await sendAll("purged.fifo", ["g1-1"]);
    await stage.call(SQS.PurgeQueue, { QueueUrl: stage.urlOf("purged.fifo") });
    await sendAll("purged.fifo", ["g1-1"]);
    expect(await stage.bodies("purged.fifo")).toEqual(["g1-1"]);
  });
});
