/** Event notifications: configured, filtered, delivered in order, and told of when they did not arrive. */
import { describe, expect, it } from "vitest";
import { S3 } from "../../schema/generated/s3.ts";
import type { Event, NotificationConfiguration } from "../../schema/generated/s3.ts";
import type { TestPlatform } from "../../../tests/harness/platform.ts";
import { overlap } from "./notification/overlap.ts";
import { BUCKET, cloudWithBucket, codeOf, neighbours, put } from "./test-cloud.fixture.ts";
import type { Received } from "./test-cloud.fixture.ts";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:queue";
const TOPIC = "arn:aws:sns:us-east-1:000000000000:topic";
const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f";

async function configured(
  configuration: NotificationConfiguration,
  throttles?: { left: number },
): Promise<{ cloud: TestPlatform; received: Received[] }> {
  const received: Received[] = [];
  const cloud = await cloudWithBucket(neighbours(received, throttles));
  await configure(cloud, configuration);
  return { cloud, received };
}

function configure(cloud: TestPlatform, configuration: NotificationConfiguration, skip = false): Promise<unknown> {
  return cloud.callUnchecked(S3.PutBucketNotificationConfiguration, {
    Bucket: BUCKET,
    NotificationConfiguration: configuration,
    ...(skip ? { SkipDestinationValidation: true } : {}),
  });
}

function queueRule(events: Event[], filter: Record<string, string> = {}): NotificationConfiguration {
  const FilterRules = Object.entries(filter).map(([Name, Value]) => ({ Name: Name as "prefix", Value }));
  const Filter = FilterRules.length === 0 ? {} : { Filter: { Key: { FilterRules } } };
  return { QueueConfigurations: [{ Id: "rule", QueueArn: QUEUE, Events: events, ...Filter }] };
}

describe("deliveries", () => {
  it("carry AWS's document to queues, topics and functions, in the bucket's name", async () => {
    const { cloud, received } = await configured({
      QueueConfigurations: [{ Id: "q", QueueArn: QUEUE, Events: ["s3:ObjectCreated:Put"] }],
      TopicConfigurations: [{ Id: "t", TopicArn: TOPIC, Events: ["s3:ObjectRemoved:*"] }],
      LambdaFunctionConfigurations: [{ Id: "f", LambdaFunctionArn: FUNCTION, Events: ["s3:ObjectCreated:Copy"] }],
    });
    // A queue and a topic are greeted with a test event, a function is not.
    expect(received.map((each) => JSON.parse(each.document).Event)).toEqual(["s3:TestEvent", "s3:TestEvent"]);
    received.length = 0;
    await put(cloud, "a b@/c", "hello");
    await cloud.call(S3.CopyObject, { Bucket: BUCKET, Key: "copy", CopySource: `${BUCKET}/a%20b@/c` });
    await cloud.call(S3.DeleteObject, { Bucket: BUCKET, Key: "copy" });
    await cloud.settle();
    expect(received.map((each) => each.to).toSorted()).toEqual([
      `${FUNCTION} Event`,
      `${TOPIC} Amazon S3 Notification`,
      "queue",
    ]);
    const toQueue = received.find((each) => each.to === "queue");
    expect(toQueue?.caller).toMatchObject({ principal: "s3.amazonaws.com", sourceArn: `arn:aws:s3:::${BUCKET}` });
    const [record] = JSON.parse(toQueue?.document ?? "").Records;
    expect(Object.keys(record).join(" ")).toBe(
      "eventVersion eventSource awsRegion eventTime eventName userIdentity requestParameters responseElements s3",
    );
    expect(record).toMatchObject({
      eventVersion: "2.1",
      eventTime: "2026-01-15T12:00:00.000Z",
      eventName: "ObjectCreated:Put",
      s3: {
        configurationId: "q",
        bucket: { name: BUCKET, arn: `arn:aws:s3:::${BUCKET}` },
        object: { key: "a+b%40/c", size: 5, eTag: "5d41402abc4b2a76b9719d911017c592" },
      },
    });
    const removed = received.find((each) => each.to.startsWith(TOPIC));
    const { object } = JSON.parse(removed?.document ?? "").Records[0].s3;
    expect(Object.keys(object)).toEqual(["key", "sequencer"]);
    await cloud.stop();
  });

  it("keep the order of a key, with growing sequencers", async () => {
    const { cloud, received } = await configured(queueRule(["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]));
    received.length = 0;
    for (let round = 0; round < 5; round++) {
      await put(cloud, "k", String(round));
      await cloud.call(S3.DeleteObject, { Bucket: BUCKET, Key: "k" });
    }
    await cloud.settle();
    const records = received.map((each) => JSON.parse(each.document).Records[0]);
    const names = records.map((record) => record.eventName);
    expect(names).toEqual(Array.from({ length: 5 }, () => ["ObjectCreated:Put", "ObjectRemoved:Delete"]).flat());
    const sequencers: string[] = records.map((record) => record.s3.object.sequencer);
    expect(sequencers.toSorted()).toEqual(sequencers);
    expect(new Set(sequencers).size).toBe(10);
    await cloud.stop();
  });

  it("wait for a destination that throttles, also through a restart", async () => {
    const throttles = { left: 0 };
    const { cloud, received } = await configured(queueRule(["s3:ObjectCreated:*"]), throttles);
    received.length = 0;
    throttles.left = 3;
    await put(cloud, "k");
    await cloud.settle();
    await cloud.restart();
    expect(received).toEqual([]);
    await cloud.advance(60_000);
    expect(received).toHaveLength(1);
    expect(cloud.lineage().some((each) => each.kind === "s3.delivery" && each.outcome === "retried")).toBe(true);
    await cloud.stop();
  });

  it("are dropped with a reason when the destination is gone", async () => {
    const received: Received[] = [];
    const cloud = await cloudWithBucket(neighbours(received));
    const gone = { QueueConfigurations: [{ QueueArn: `${QUEUE}-gone`, Events: ["s3:ObjectCreated:*" as const] }] };
    await configure(cloud, gone, true);
    await put(cloud, "k");
    await cloud.settle();
    const story = cloud.lineage().find((each) => each.kind === "s3.delivery");
    expect(story).toMatchObject({ outcome: "failed", subject: "k" });
    const notification = cloud.lineage().find((each) => each.id === story?.parent);
    expect(notification?.kind).toBe("s3.notification");
    const request = cloud.lineage().find((each) => each.id === notification?.parent);
    expect(request?.kind).toBe("s3.PutObject");
    await cloud.stop();
  });

  it.each([
    [{ prefix: "in/", suffix: ".jpg" }, "in/a.jpg", true],
    [{ prefix: "in/", suffix: ".jpg" }, "out/a.jpg", false],
    [{ prefix: "in/", suffix: ".jpg" }, "in/a.png", false],
    [{ prefix: "a+b" }, "a b.txt", true],
    [{ prefix: "a b" }, "a b.txt", true],
    [{ prefix: "" }, "any", true],
  ])("with the filter %o of %s: %s", async (filter, key, isDelivered) => {
    const { cloud, received } = await configured(queueRule(["s3:ObjectCreated:*"], filter));
    received.length = 0;
    await put(cloud, key);
    await cloud.settle();
    expect(received.length).toBe(isDelivered ? 1 : 0);
    const told = cloud.lineage().find((each) => each.outcome === "filtered-out");
    expect(told === undefined).toBe(isDelivered);
    if (!isDelivered) expect(told?.reason).toMatch(/The key does not (begin|end) with/);
    await cloud.stop();
  });
});

describe("configurations", () => {
  it("come back with ids and capitals, replace each other, and go with an empty one", async () => {
    const { cloud } = await configured({
      ...queueRule(["s3:ObjectCreated:*"], { prefix: "a" }),
      LambdaFunctionConfigurations: [{ LambdaFunctionArn: FUNCTION, Events: ["s3:ObjectTagging:Put"] }],
    });
    const kept = await cloud.call(S3.GetBucketNotificationConfiguration, { Bucket: BUCKET });
    expect(kept.QueueConfigurations?.[0]?.Filter?.Key?.FilterRules).toEqual([{ Name: "Prefix", Value: "a" }]);
    expect(kept.LambdaFunctionConfigurations?.[0]?.Id).toBeTruthy();
    expect(kept.TopicConfigurations).toBeUndefined();
    await configure(cloud, {});
    expect(await cloud.call(S3.GetBucketNotificationConfiguration, { Bucket: BUCKET })).toEqual({});
    await cloud.stop();
  });

  const events: Event[] = ["s3:ObjectCreated:*"];
  it.each([
    ["an unknown event", { QueueConfigurations: [{ QueueArn: QUEUE, Events: ["s3:Nope"] }] }, "InvalidArgument"],
    ["an event that does not happen", queueRule(["s3:ObjectRestore:*"]), "NotImplemented"],
    ["EventBridge", { EventBridgeConfiguration: {} }, "NotImplemented"],
    ["no ARN", { QueueConfigurations: [{ QueueArn: "queue", Events: events }] }, "InvalidArgument"],
    ["another service's ARN", { QueueConfigurations: [{ QueueArn: TOPIC, Events: events }] }, "InvalidArgument"],
    ["a FIFO queue", { QueueConfigurations: [{ QueueArn: `${QUEUE}.fifo`, Events: events }] }, "InvalidArgument"],
    ["a missing queue", { QueueConfigurations: [{ QueueArn: `${QUEUE}-gone`, Events: events }] }, "InvalidArgument"],
    ["a missing function", functionRule(`${FUNCTION}-gone`), "InvalidArgument"],
    ["a good function", functionRule(FUNCTION), "ok"],
    [
      "another region",
      { TopicConfigurations: [{ TopicArn: TOPIC.replace("us", "eu"), Events: events }] },
      "InvalidArgument",
    ],
    ["two prefixes", twoPrefixes(), "InvalidArgument"],
    ["one id twice", oneIdTwice(), "InvalidArgument"],
  ])("%s: %s", async (_, configuration, code) => {
    const cloud = await cloudWithBucket(neighbours([]));
    // Some of them are what the types forbid.
    expect(await codeOf(configure(cloud, configuration as NotificationConfiguration))).toBe(code);
    await cloud.stop();
  });

  function functionRule(arn: string): NotificationConfiguration {
    return { LambdaFunctionConfigurations: [{ LambdaFunctionArn: arn, Events: ["s3:ObjectCreated:*"] }] };
  }
  function twoPrefixes(): NotificationConfiguration {
    const FilterRules = ["a", "b"].map((Value) => ({ Name: "prefix" as const, Value }));
    const rule = { QueueArn: QUEUE, Events: ["s3:ObjectCreated:*" as const], Filter: { Key: { FilterRules } } };
    return { QueueConfigurations: [rule] };
  }
  function oneIdTwice(): NotificationConfiguration {
    const rule = { Id: "same", QueueArn: QUEUE };
    return {
      QueueConfigurations: [
        { ...rule, Events: ["s3:ObjectCreated:Put"] },
        { ...rule, Events: ["s3:ObjectRemoved:*"] },
      ],
    };
  }

  it("names every destination that failed", async () => {
    const cloud = await cloudWithBucket(neighbours([]));
    const failing = configure(cloud, {
      QueueConfigurations: [{ QueueArn: `${QUEUE}-gone`, Events: ["s3:ObjectCreated:*"] }],
      LambdaFunctionConfigurations: [{ LambdaFunctionArn: `${FUNCTION}-gone`, Events: ["s3:ObjectRemoved:*"] }],
    });
    await expect(failing).rejects.toMatchObject({
      message: "Unable to validate the following destination configurations",
      members: {
        ArgumentName1: `${QUEUE}-gone`,
        ArgumentValue1: "The destination queue does not exist",
        ArgumentName2: `${FUNCTION}-gone, null`,
        ArgumentValue2: `Not authorized to invoke function [${FUNCTION}-gone]`,
      },
    });
    await cloud.stop();
  });
});

describe("overlap", () => {
  const rule = (event: string, prefix?: string, suffix?: string): Parameters<typeof overlap>[0] => ({
    id: "i",
    destination: { kind: "queue", arn: QUEUE },
    events: [event],
    ...(prefix === undefined ? {} : { prefix }),
    ...(suffix === undefined ? {} : { suffix }),
  });
  const CREATED = "s3:ObjectCreated:*";
  it.each([
    [rule(CREATED), rule(CREATED), true],
    [rule(CREATED), rule("s3:ObjectCreated:Put"), true],
    [rule(CREATED), rule("s3:ObjectRemoved:*"), false],
    [rule("s3:ObjectCreated:Put"), rule("s3:ObjectCreated:Copy"), false],
    [rule(CREATED, "a"), rule(CREATED, "b"), false],
    [rule(CREATED, "a"), rule(CREATED, "ab"), true],
    [rule(CREATED, "a", ".jpg"), rule(CREATED, "a", ".png"), false],
    [rule(CREATED, "a", ".jpg"), rule(CREATED, "ab", "g"), true],
    [rule(CREATED, undefined, ".jpg"), rule(CREATED, "a"), true],
  ])("%o and %o: %s", (one, other, expected) => {
    expect(overlap(one, other)).toBe(expected);
    expect(overlap(other, one)).toBe(expected);
  });
});
