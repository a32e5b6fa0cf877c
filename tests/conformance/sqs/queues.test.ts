/** The life of a queue as AWS's own clients see it: made, described, changed, tagged, listed, purged, deleted. */
import { expect, it } from "vitest";
import { SQS } from "../../../src/schema/generated/sqs.ts";
import { START, throughEachClient } from "./each-client.ts";

const NO_QUEUE = { code: "AWS.SimpleQueueService.NonExistentQueue", message: "The specified queue does not exist." };

throughEachClient((stage) => {
  const { call, refused } = {
    call: stage.call.bind(stage),
    refused: stage.refused.bind(stage),
  };
  const attributesOf = async (queue: string) =>
    (await call(SQS.GetQueueAttributes, { QueueUrl: stage.urlOf(queue), AttributeNames: ["All"] })).Attributes;
  const tagsOf = async (queue: string) => (await call(SQS.ListQueueTags, { QueueUrl: stage.urlOf(queue) })).Tags;

  it("a queue is created with attributes and tags, and shows them with AWS's defaults", async () => {
    const QueueName = "made";
    const QueueUrl = stage.urlOf(QueueName);
    const Attributes = { VisibilityTimeout: "45", DelaySeconds: "3" };
    const tags = { team: "blue", "cost centre": "<42> & more" };
    expect(await call(SQS.CreateQueue, { QueueName, Attributes, tags })).toEqual({ QueueUrl });
    expect(await call(SQS.GetQueueUrl, { QueueName })).toEqual({ QueueUrl });
    expect(await attributesOf(QueueName)).toEqual({
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesDelayed: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      CreatedTimestamp: String(START / 1000),
      DelaySeconds: "3",
      LastModifiedTimestamp: String(START / 1000),
      MaximumMessageSize: "1048576",
      MessageRetentionPeriod: "345600",
      QueueArn: stage.arnOf(QueueName),
      ReceiveMessageWaitTimeSeconds: "0",
      SqsManagedSseEnabled: "true",
      VisibilityTimeout: "45",
    });
    expect(await tagsOf(QueueName)).toEqual(tags);
  });

  it("a FIFO queue shows what only FIFO queues have", async () => {
    const Attributes = { FifoQueue: "true", ContentBasedDeduplication: "true" };
    await call(SQS.CreateQueue, { QueueName: "made.fifo", Attributes });
    expect(await attributesOf("made.fifo")).toMatchObject({
      ContentBasedDeduplication: "true",
      DeduplicationScope: "queue",
      FifoQueue: "true",
      FifoThroughputLimit: "perQueue",
    });
    const high = { DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" };
    await call(SQS.SetQueueAttributes, { QueueUrl: stage.urlOf("made.fifo"), Attributes: high });
    expect(await attributesOf("made.fifo")).toMatchObject(high);
  });

  it("creating it again succeeds with equal attributes, and is refused with others", async () => {
    const QueueName = "again";
    const Attributes = { DelaySeconds: "3" };
    await call(SQS.CreateQueue, { QueueName, Attributes });
    for (const given of [Attributes, {}, { VisibilityTimeout: "30" }]) {
      const { QueueUrl } = await call(SQS.CreateQueue, { QueueName, Attributes: given });
      expect(QueueUrl).toBe(stage.urlOf(QueueName));
    }
    await refused(
      SQS.CreateQueue,
      { QueueName, Attributes: { DelaySeconds: "4" } },
      {
        code: "QueueAlreadyExists",
        message: "A queue already exists with the same name and a different value for attribute DelaySeconds",
      },
    );
  });

  it("attributes are changed, and what is no attribute or out of range changes nothing", async () => {
    await stage.create("changed");
    const QueueUrl = stage.urlOf("changed");
    await stage.cloud.advance(10_000);
    await call(SQS.SetQueueAttributes, {
      QueueUrl,
      Attributes: { VisibilityTimeout: "7", MaximumMessageSize: "2048" },
    });
    const changed = await attributesOf("changed");
    expect(changed).toMatchObject({ VisibilityTimeout: "7", MaximumMessageSize: "2048" });
    expect(Number(changed?.LastModifiedTimestamp) - Number(changed?.CreatedTimestamp)).toBe(10);
    expect(await call(SQS.GetQueueAttributes, { QueueUrl, AttributeNames: ["VisibilityTimeout", "QueueArn"] })).toEqual(
      { Attributes: { VisibilityTimeout: "7", QueueArn: stage.arnOf("changed") } },
    );
    await refused(
      SQS.SetQueueAttributes,
      { QueueUrl, Attributes: { VisibilityTimeout: "43201" } },
      {
        code: "InvalidAttributeValue",
        message: "Invalid value for the parameter VisibilityTimeout.",
      },
    );
    const unknown = { code: "InvalidAttributeName", message: "Unknown Attribute Foobar." };
    // The clients let names pass that the types do not know.
    await refused(SQS.SetQueueAttributes, { QueueUrl, Attributes: { Foobar: "1" } as object }, unknown);
    await refused(SQS.GetQueueAttributes, { QueueUrl, AttributeNames: ["Foobar" as "All"] }, unknown);
    await refused(
      SQS.SetQueueAttributes,
      { QueueUrl, Attributes: { FifoQueue: "true" } },
      {
        code: "InvalidAttributeName",
        message: "Unknown Attribute FifoQueue.",
      },
    );
    expect(await attributesOf("changed")).toEqual(changed);
  });

  it("tags are added, replaced and removed", async () => {
    await stage.create("tagged");
    const QueueUrl = stage.urlOf("tagged");
    expect(await call(SQS.ListQueueTags, { QueueUrl })).toEqual({});
    await call(SQS.TagQueue, { QueueUrl, Tags: { colour: "red", size: "grüße", empty: "" } });
    await call(SQS.TagQueue, { QueueUrl, Tags: { colour: "blue" } });
    expect(await tagsOf("tagged")).toEqual({ colour: "blue", size: "grüße", empty: "" });
    await call(SQS.UntagQueue, { QueueUrl, TagKeys: ["size", "unknown"] });
    expect(await tagsOf("tagged")).toEqual({ colour: "blue", empty: "" });
  });

  it("queues are listed by prefix and in pages", async () => {
    for (const name of ["listed-1", "listed-2", "listed-3"]) await stage.create(name);
    const urls = ["listed-1", "listed-2", "listed-3"].map((name) => stage.urlOf(name));
    expect((await call(SQS.ListQueues, { QueueNamePrefix: "listed-" })).QueueUrls).toEqual(urls);
    const first = await call(SQS.ListQueues, { QueueNamePrefix: "listed-", MaxResults: 2 });
    expect(first).toEqual({ QueueUrls: urls.slice(0, 2), NextToken: expect.any(String) });
    const rest = { QueueNamePrefix: "listed-", MaxResults: 2, NextToken: first.NextToken };
    expect(await call(SQS.ListQueues, rest)).toEqual({ QueueUrls: urls.slice(2) });
    expect(await call(SQS.ListQueues, { QueueNamePrefix: "nothing" })).toEqual({});
  });

  it("a purge takes every message, and the next one has to wait 60 seconds", async () => {
    await stage.create("purged");
    const QueueUrl = stage.urlOf("purged");
    for (const body of ["a", "b"]) await stage.send("purged", body);
    await stage.send("purged", "later", { DelaySeconds: 100 });
    await stage.receive("purged");
    expect(await stage.depth("purged")).toEqual([1, 1, 1]);
    await call(SQS.PurgeQueue, { QueueUrl });
    expect(await stage.depth("purged")).toEqual([0, 0, 0]);
    await stage.cloud.advance(59_000);
    await refused(
      SQS.PurgeQueue,
      { QueueUrl },
      {
        code: "AWS.SimpleQueueService.PurgeQueueInProgress",
        message: "Only one PurgeQueue operation on purged is allowed every 60 seconds.",
        status: 403,
      },
    );
    await stage.cloud.advance(1_001);
    await call(SQS.PurgeQueue, { QueueUrl });
  });

  it("a deleted queue is gone, and its name is free after 60 seconds", async () => {
    const QueueName = "deleted";
    const QueueUrl = stage.urlOf(QueueName);
    await stage.create(QueueName);
    await stage.send(QueueName, "left behind");
    await call(SQS.DeleteQueue, { QueueUrl });
    const gone = stage.isXml
      ? { ...NO_QUEUE, message: "The specified queue does not exist for this wsdl version." }
      : NO_QUEUE;
    await refused(SQS.GetQueueUrl, { QueueName }, gone);
    await refused(SQS.SendMessage, { QueueUrl, MessageBody: "too late" }, gone);
    await stage.cloud.advance(59_000);
    const wait = "You must wait 60 seconds after deleting a queue before you can create another with the same name.";
    await refused(
      SQS.CreateQueue,
      { QueueName },
      { code: "AWS.SimpleQueueService.QueueDeletedRecently", message: wait },
    );
    await stage.cloud.advance(1_001);
    expect(await call(SQS.CreateQueue, { QueueName })).toEqual({ QueueUrl });
    expect(await stage.depth(QueueName)).toEqual([0, 0, 0]);
  });

  it("a name that is none is refused", async () => {
    await refused(
      SQS.CreateQueue,
      { QueueName: "no name" },
      {
        code: "InvalidParameterValue",
        message: "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
      },
    );
  });
});
