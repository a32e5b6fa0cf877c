/** Dead-letter queues and message move tasks as AWS's own clients see them. */
import { expect, it } from "vitest";
import { SQS } from "../../../src/schema/generated/sqs.ts";
import { throughEachClient } from "./each-client.ts";

throughEachClient((stage) => {
  const policyOf = (target: string, maxReceiveCount: number): string =>
    JSON.stringify({ deadLetterTargetArn: stage.arnOf(target), maxReceiveCount });

  /** A queue whose messages go to `{name}-dead` when they have been received once. */
  async function createPair(name: string): Promise<void> {
    await stage.create(`${name}-dead`);
    await stage.create(name, { RedrivePolicy: policyOf(`${name}-dead`, 1) });
  }

  async function bury(name: string, bodies: readonly string[]): Promise<void> {
    for (const body of bodies) await stage.send(name, body);
    expect(await stage.bodies(name, { VisibilityTimeout: 0 })).toEqual(bodies);
    expect(await stage.bodies(name)).toEqual([]);
  }

  const tasksOf = async (source: string) => {
    const input = { SourceArn: stage.arnOf(source), MaxResults: 10 };
    return (await stage.call(SQS.ListMessageMoveTasks, input)).Results ?? [];
  };

  it("a message that was received too often lands in the dead-letter queue as it was", async () => {
    await stage.create("poison-dead");
    await stage.create("poison", { RedrivePolicy: policyOf("poison-dead", 2), VisibilityTimeout: "10" });
    const MessageAttributes = { colour: { DataType: "String", StringValue: "red" } };
    const sentAt = stage.cloud.now();
    const { MessageId } = await stage.send("poison", "bad", { MessageAttributes });
    for (const count of ["1", "2"]) {
      const [message] = await stage.receive("poison", { MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
      expect(message?.Attributes?.ApproximateReceiveCount).toBe(count);
      await stage.cloud.advance(10_000);
    }
    expect(await stage.bodies("poison")).toEqual([]);
    const received = await stage.receive("poison-dead", {
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    });
    expect(received).toMatchObject([
      {
        MessageId,
        Body: "bad",
        MessageAttributes,
        Attributes: {
          ApproximateReceiveCount: "3",
          SentTimestamp: String(sentAt),
          ApproximateFirstReceiveTimestamp: String(sentAt),
          DeadLetterQueueSourceArn: stage.arnOf("poison"),
        },
      },
    ]);
  });

  it("a FIFO message leaves its group free when it is dead-lettered", async () => {
    const fifo = { FifoQueue: "true", ContentBasedDeduplication: "true" };
    await stage.create("dead.fifo", fifo);
    await stage.create("poison.fifo", { ...fifo, RedrivePolicy: policyOf("dead.fifo", 1) });
    const { MessageId } = await stage.send("poison.fifo", "bad", { MessageGroupId: "g" });
    await stage.send("poison.fifo", "good", { MessageGroupId: "g" });
    expect(await stage.bodies("poison.fifo", { MaxNumberOfMessages: 1, VisibilityTimeout: 5 })).toEqual(["bad"]);
    await stage.cloud.advance(5_000);
    expect(await stage.bodies("poison.fifo")).toEqual(["good"]);
    const [dead] = await stage.receive("dead.fifo", { MessageSystemAttributeNames: ["All"] });
    expect(dead?.Attributes).toMatchObject({ MessageGroupId: "g", MessageDeduplicationId: MessageId });
  });

  it("the sources of a dead-letter queue are listed, and the policies shown", async () => {
    await createPair("source-1");
    await stage.create("source-2", { RedrivePolicy: policyOf("source-1-dead", 5) });
    const QueueUrl = stage.urlOf("source-1-dead");
    const listed = await stage.call(SQS.ListDeadLetterSourceQueues, { QueueUrl });
    expect(listed.queueUrls).toEqual([stage.urlOf("source-1"), stage.urlOf("source-2")]);
    const { Attributes } = await stage.call(SQS.GetQueueAttributes, {
      QueueUrl: stage.urlOf("source-2"),
      AttributeNames: ["RedrivePolicy"],
    });
    expect(JSON.parse(Attributes?.RedrivePolicy ?? "")).toEqual({
      deadLetterTargetArn: stage.arnOf("source-1-dead"),
      maxReceiveCount: 5,
    });
    expect(await stage.call(SQS.ListDeadLetterSourceQueues, { QueueUrl: stage.urlOf("source-2") })).toEqual({});
    await stage.call(SQS.SetQueueAttributes, { QueueUrl: stage.urlOf("source-2"), Attributes: { RedrivePolicy: "" } });
    expect((await stage.call(SQS.ListDeadLetterSourceQueues, { QueueUrl })).queueUrls).toEqual([
      stage.urlOf("source-1"),
    ]);
  });

  it("a redrive policy without a target, and one that the target forbids, are refused", async () => {
    const refusedPolicy = async (policy: string, reason: string): Promise<void> =>
      stage.refused(
        SQS.SetQueueAttributes,
        { QueueUrl: stage.urlOf("forbidden"), Attributes: { RedrivePolicy: policy } },
        {
          code: "InvalidParameterValue",
          message: `Value ${policy} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
        },
      );
    await stage.create("forbidden");
    await refusedPolicy(policyOf("nowhere", 3), "Dead letter target does not exist.");
    await stage.create("forbidding", { RedriveAllowPolicy: JSON.stringify({ redrivePermission: "denyAll" }) });
    await refusedPolicy(
      policyOf("forbidding", 1_001),
      "Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive.",
    );
    await stage.refused(
      SQS.SetQueueAttributes,
      { QueueUrl: stage.urlOf("forbidden"), Attributes: { RedrivePolicy: policyOf("forbidding", 3) } },
      // What AWS says here is not known.
      { code: "InvalidParameterValue", message: expect.any(String) as string },
    );
    const sources = [stage.arnOf("forbidden")];
    const RedriveAllowPolicy = JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: sources });
    const QueueUrl = stage.urlOf("forbidding");
    await stage.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { RedriveAllowPolicy } });
    const allowed = { RedrivePolicy: policyOf("forbidding", 3) };
    await stage.call(SQS.SetQueueAttributes, { QueueUrl: stage.urlOf("forbidden"), Attributes: allowed });
  });

  it("a move task brings messages back to where they came from, as new ones", async () => {
    await createPair("back");
    await bury("back", ["a", "b", "c"]);
    await stage.cloud.advance(5_000);
    const SourceArn = stage.arnOf("back-dead");
    const startedAt = stage.cloud.now();
    const { TaskHandle = "" } = await stage.call(SQS.StartMessageMoveTask, { SourceArn });
    expect(JSON.parse(Buffer.from(TaskHandle, "base64").toString("utf8"))).toMatchObject({ sourceArn: SourceArn });
    await stage.cloud.settle();
    expect(await tasksOf("back-dead")).toEqual([
      {
        Status: "COMPLETED",
        SourceArn,
        ApproximateNumberOfMessagesMoved: 3,
        ApproximateNumberOfMessagesToMove: 3,
        StartedTimestamp: startedAt,
      },
    ]);
    const messages = await stage.receive("back", { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All"] });
    expect(messages.map(({ Body }) => Body)).toEqual(["a", "b", "c"]);
    for (const { Attributes } of messages) {
      expect(Attributes).toMatchObject({ ApproximateReceiveCount: "1", SentTimestamp: String(startedAt) });
      expect(Attributes).not.toHaveProperty("DeadLetterQueueSourceArn");
    }
  });

  it("a move task keeps to its rate and is cancelled", async () => {
    await createPair("slow");
    await stage.create("slow-other");
    await bury("slow", ["a", "b", "c", "d"]);
    const SourceArn = stage.arnOf("slow-dead");
    const DestinationArn = stage.arnOf("slow-other");
    const limited = { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: 1 };
    const { TaskHandle = "" } = await stage.call(SQS.StartMessageMoveTask, limited);
    await stage.cloud.advance(1_000);
    expect(await tasksOf("slow-dead")).toMatchObject([
      { Status: "RUNNING", TaskHandle, ...limited, ApproximateNumberOfMessagesMoved: 2 },
    ]);
    await stage.refused(
      SQS.StartMessageMoveTask,
      { SourceArn },
      {
        code: "InvalidParameterValue",
        message:
          "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
      },
    );
    expect(await stage.call(SQS.CancelMessageMoveTask, { TaskHandle })).toEqual({
      ApproximateNumberOfMessagesMoved: 2,
    });
    await stage.cloud.advance(5_000);
    expect(await tasksOf("slow-dead")).toMatchObject([
      { Status: "CANCELLED", ApproximateNumberOfMessagesMoved: 2, ApproximateNumberOfMessagesToMove: 4 },
    ]);
    expect([await stage.depth("slow-dead"), await stage.depth("slow-other")]).toEqual([
      [2, 0, 0],
      [2, 0, 0],
    ]);
  });

  it("move tasks without a dead-letter queue, a destination or a task are refused", async () => {
    await createPair("unmoved");
    const missing = (parameter: string) => ({
      code: "ResourceNotFoundException",
      message: `The resource that you specified for the ${parameter} parameter doesn't exist.`,
      status: 404,
    });
    const SourceArn = stage.arnOf("unmoved-dead");
    await stage.refused(
      SQS.StartMessageMoveTask,
      { SourceArn: stage.arnOf("unmoved") },
      {
        code: "InvalidParameterValue",
        message: "Source queue must be configured as a Dead Letter Queue.",
      },
    );
    const DestinationArn = stage.arnOf("nowhere");
    await stage.refused(SQS.StartMessageMoveTask, { SourceArn: DestinationArn }, missing("SourceArn"));
    await stage.refused(SQS.StartMessageMoveTask, { SourceArn, DestinationArn }, missing("DestinationArn"));
    const handleOf = (sourceArn: string): string =>
      Buffer.from(JSON.stringify({ taskId: "10000000-0000-0000-0000-000000000000", sourceArn })).toString("base64");
    await stage.refused(
      SQS.CancelMessageMoveTask,
      { TaskHandle: "nonsense" },
      {
        code: "InvalidParameterValue",
        message: "Value for parameter TaskHandle is invalid.",
      },
    );
    await stage.refused(
      SQS.CancelMessageMoveTask,
      { TaskHandle: handleOf(SourceArn) },
      {
        code: "ResourceNotFoundException",
        message: "Task does not exist.",
        status: 404,
      },
    );
    await stage.refused(SQS.CancelMessageMoveTask, { TaskHandle: handleOf(DestinationArn) }, missing("SourceArn"));
  });
});
