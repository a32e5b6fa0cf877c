/** Publishing as AWS's own clients see it: envelopes and raw messages, batches, and FIFO topics. */
import { expect, it } from "vitest";
import { SNS } from "../../../src/schema/generated/sns.ts";
import { START, throughEachClient } from "./each-client.ts";

const ATTRIBUTES = {
  colour: { DataType: "String", StringValue: "red" },
  count: { DataType: "Number", StringValue: "3" },
  sizes: { DataType: "String.Array", StringValue: '["s","m"]' },
  image: { DataType: "Binary", BinaryValue: new TextEncoder().encode("pixels") },
};

throughEachClient((stage) => {
  it("a message comes in an envelope with its subject and attributes", async () => {
    const TopicArn = await stage.topic("enveloped");
    await stage.subscriber(TopicArn, "enveloped");
    const Message = "<grüße> & 😀";
    const { MessageId } = await stage.publish(TopicArn, Message, { Subject: "Hello", MessageAttributes: ATTRIBUTES });
    const [message, ...more] = await stage.take("enveloped");
    expect(more).toEqual([]);
    expect(message?.MessageAttributes ?? {}).toEqual({});
    expect(JSON.parse(message?.Body ?? "")).toEqual({
      Type: "Notification",
      MessageId,
      TopicArn,
      Subject: "Hello",
      Message,
      Timestamp: new Date(START).toISOString(),
      SignatureVersion: "1",
      Signature: expect.any(String),
      SigningCertURL: expect.any(String),
      UnsubscribeURL: expect.any(String),
      MessageAttributes: {
        colour: { Type: "String", Value: "red" },
        count: { Type: "Number", Value: "3" },
        sizes: { Type: "String.Array", Value: '["s","m"]' },
        image: { Type: "Binary", Value: Buffer.from("pixels").toString("base64") },
      },
    });
  });

  it("a raw message comes as it is, its attributes as those of SQS", async () => {
    const TopicArn = await stage.topic("raw");
    await stage.subscriber(TopicArn, "raw", { RawMessageDelivery: "true" });
    await stage.publish(TopicArn, "as it is", { Subject: "not told", MessageAttributes: ATTRIBUTES });
    const [message] = await stage.take("raw");
    expect(message?.Body).toBe("as it is");
    expect(message?.MessageAttributes).toMatchObject({
      colour: ATTRIBUTES.colour,
      count: ATTRIBUTES.count,
      sizes: ATTRIBUTES.sizes,
      image: { DataType: "Binary" },
    });
  });

  it("each protocol gets its own text where the structure is JSON", async () => {
    const TopicArn = await stage.topic("structured");
    await stage.subscriber(TopicArn, "structured", { RawMessageDelivery: "true" });
    const publish = (message: object) => stage.publish(TopicArn, JSON.stringify(message), { MessageStructure: "json" });
    await publish({ default: "for all", sqs: "for queues" });
    await publish({ default: "for the others", lambda: "for functions" });
    expect((await stage.bodies("structured")).toSorted()).toEqual(["for queues", "for the others"]);
    await stage.refused(
      SNS.Publish,
      { TopicArn, Message: '{"sqs":"x"}', MessageStructure: "json" },
      {
        code: "InvalidParameter",
        message: "Invalid parameter: Message Structure - No default entry in JSON message body",
      },
    );
  });

  it("a batch is published, but for the entries that fail", async () => {
    const TopicArn = await stage.topic("batch");
    await stage.subscriber(TopicArn, "batch", { RawMessageDelivery: "true" });
    const { Successful, Failed } = await stage.call(SNS.PublishBatch, {
      TopicArn,
      PublishBatchRequestEntries: [
        { Id: "one", Message: "first", MessageAttributes: ATTRIBUTES },
        { Id: "bad", Message: "second", Subject: "two\nlines" },
        { Id: "two", Message: "third", Subject: "s" },
      ],
    });
    expect(Successful).toEqual(["one", "two"].map((Id) => ({ Id, MessageId: expect.any(String) })));
    expect(Failed).toEqual([
      { Id: "bad", Code: "InvalidParameter", Message: "Invalid parameter: Subject", SenderFault: true },
    ]);
    expect((await stage.bodies("batch")).toSorted()).toEqual(["first", "third"]);
  });

  it("a batch with two entries of one id is refused as a whole", async () => {
    const TopicArn = await stage.topic("twice");
    const PublishBatchRequestEntries = ["m", "n"].map((Message) => ({ Id: "same", Message }));
    await stage.refused(
      SNS.PublishBatch,
      { TopicArn, PublishBatchRequestEntries },
      {
        code: "BatchEntryIdsNotDistinct",
        message: "Two or more batch entries in the request have the same Id.",
      },
    );
  });

  it("a FIFO topic keeps the order of each group and knows what it was given before", async () => {
    const TopicArn = await stage.topic("ordered.fifo");
    await stage.subscriber(TopicArn, "ordered.fifo", { RawMessageDelivery: "true" });
    await stage.subscriber(TopicArn, "enveloped.fifo");
    const ids = (name: string) => ({ MessageGroupId: name.slice(0, 1), MessageDeduplicationId: name });
    const sent = [];
    for (const name of ["a1", "b1", "a2"]) sent.push(await stage.publish(TopicArn, name, ids(name)));
    expect(await stage.publish(TopicArn, "a1 again", ids("a1"))).toEqual(sent[0]);
    const { Successful = [] } = await stage.call(SNS.PublishBatch, {
      TopicArn,
      PublishBatchRequestEntries: ["a3", "b2", "a4"].map((name) => ({ Id: name, Message: name, ...ids(name) })),
    });
    const numbers = [...sent, ...Successful].map(({ SequenceNumber = "" }) => SequenceNumber);
    expect(numbers).toEqual(numbers.toSorted());
    expect(new Set(numbers).size).toBe(6);
    await stage.cloud.settle();
    const received = await stage.take("ordered.fifo");
    const groupOf = (name: string) => received.filter(({ Body }) => Body?.startsWith(name)).map(({ Body }) => Body);
    expect([groupOf("a"), groupOf("b")]).toEqual([
      ["a1", "a2", "a3", "a4"],
      ["b1", "b2"],
    ]);
    expect(received[0]?.Attributes).toMatchObject(ids("a1"));
    const [envelope] = (await stage.take("enveloped.fifo")).map(({ Body = "" }) => JSON.parse(Body));
    expect(envelope).toMatchObject({ Message: "a1", MessageId: sent[0]?.MessageId, SequenceNumber: numbers[0] });
    expect(envelope).not.toHaveProperty("Signature");
  });

  it("a FIFO topic asks for a group and for a deduplication id", async () => {
    const TopicArn = await stage.topic("asking.fifo");
    const refused = (members: object, message: string) =>
      stage.refused(SNS.Publish, { TopicArn, Message: "m", ...members }, { code: "InvalidParameter", message });
    await refused({}, "Invalid parameter: The MessageGroupId parameter is required for FIFO topics");
    await refused(
      { MessageGroupId: "g" },
      "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  });

  it("what is wrong with a message is refused with AWS's code and sentence", async () => {
    const TopicArn = await stage.topic("strict");
    const refused = (members: object, code: string, message: string) =>
      stage.refused(SNS.Publish, { TopicArn, Message: "m", ...members }, { code, message });
    await refused({ Message: "x".repeat(262_145) }, "InvalidParameter", "Invalid parameter: Message too long");
    await refused({ Subject: "two\nlines" }, "InvalidParameter", "Invalid parameter: Subject");
    await refused(
      { MessageAttributes: { attr1: { DataType: "Stringprefixed", StringValue: "x" } } },
      "ParameterValueInvalid",
      "The message attribute 'attr1' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
    );
  });
});
