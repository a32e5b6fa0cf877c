import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { outbox } from "../../../platform/effects/outbox.ts";
import { replayedMessages, replays, tokens } from "../keyspaces.ts";
import { REPLAY_BATCH_MESSAGES, REPLAYS_RUNNING_MAX } from "../limits.ts";
import { type Neighbours, neighbours, queueIsDown, queueIsGone } from "../neighbours.fixture.ts";
import { sns } from "../service.ts";

const TopicArn = "arn:aws:sns:us-east-1:000000000000:orders.fifo";
const QUEUES = "arn:aws:sqs:us-east-1:000000000000";
const START = "2026-01-15T12:00:00.000Z";

let cloud: TestPlatform;
let others: Neighbours;
beforeEach(async () => {
  others = neighbours();
  cloud = await startTestPlatform({ services: [sns, ...others.services] });
  const Attributes = { FifoTopic: "true", ArchivePolicy: '{"MessageRetentionPeriod":"7"}' };
  await cloud.call(SNS.CreateTopic, { Name: "orders.fifo", Attributes });
});
afterEach(() => cloud.stop());

async function publish(...messages: readonly string[]): Promise<void> {
  for (const Message of messages) {
    const MessageAttributes = { first: { DataType: "String", StringValue: Message.slice(0, 1) } };
    const ids = { MessageGroupId: Message.slice(0, 1), MessageDeduplicationId: Message };
    await cloud.call(SNS.Publish, { TopicArn, Message, MessageAttributes, ...ids });
  }
}

async function subscribe(
  queue: string,
  Attributes: Readonly<Record<string, string>> = { RawMessageDelivery: "true" },
): Promise<string> {
  const input = { TopicArn, Protocol: "sqs", Endpoint: `${QUEUES}:${queue}`, Attributes, ReturnSubscriptionArn: true };
  return (await cloud.call(SNS.Subscribe, input)).SubscriptionArn ?? "";
}

const policy = (StartingPoint: string, EndingPoint?: string) =>
  JSON.stringify({ PointType: "Timestamp", StartingPoint, EndingPoint });
const set = (SubscriptionArn: string, AttributeValue: string, AttributeName = "ReplayPolicy") =>
  cloud.call(SNS.SetSubscriptionAttributes, { SubscriptionArn, AttributeName, AttributeValue });
const attributesOf = async (SubscriptionArn: string) =>
  (await cloud.call(SNS.GetSubscriptionAttributes, { SubscriptionArn })).Attributes ?? {};
const statusOf = async (subscription: string) => (await attributesOf(subscription)).ReplayStatus;
const bodies = (queue = "q.fifo") => others.sent.filter((each) => each.queue === queue).map((each) => each.MessageBody);
const time = () => new Date(cloud.now()).toISOString();
const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

function down(isDown: boolean, queue = "q.fifo"): void {
  others.queueFails = (each) => (isDown && each === queue ? queueIsDown() : undefined);
}

describe("A replay", () => {
  it("repeats each message as it was, and marks it in the envelope alone", async () => {
    await subscribe("raw.fifo");
    const enveloped = await subscribe("q.fifo", {});
    await publish("a1");
    await cloud.advance(60_000);
    const [raw, envelope] = ["raw.fifo", "q.fifo"].map((queue) => others.sent.find((each) => each.queue === queue));
    others.sent.length = 0;
    await set(enveloped, policy(START));
    await set(await subscribe("raw.fifo"), policy(START));
    await cloud.settle();
    expect(others.sent.find((each) => each.queue === "raw.fifo")).toEqual(raw);
    const replayed = others.sent.find((each) => each.queue === "q.fifo");
    expect(replayed).toEqual({ ...envelope, MessageBody: expect.any(String) });
    const body = JSON.parse(replayed?.MessageBody ?? "");
    expect(body).toEqual({ ...JSON.parse(envelope?.MessageBody ?? ""), Replayed: "true" });
    expect(Object.keys(body).slice(0, 5)).toEqual(["Type", "MessageId", "SequenceNumber", "Replayed", "TopicArn"]);
  });

  it("begins with its StartingPoint, ends before its EndingPoint, and pauses the subscription until the next", async () => {
    const subscription = await subscribe("q.fifo");
    await publish("a1");
    await cloud.advance(1_000);
    const from = time();
    await publish("a2");
    await cloud.advance(1_000);
    await publish("a3");
    await cloud.advance(1_000);
    const to = time();
    await publish("a4");
    await cloud.settle();
    others.sent.length = 0;
    await set(subscription, policy(from, to));
    await cloud.settle();
    expect(bodies()).toEqual(["a2", "a3"]);
    expect(await attributesOf(subscription)).toMatchObject({
      ReplayPolicy: policy(from, to),
      ReplayStatus: "Completed",
    });
    await publish("a5");
    await cloud.restart();
    await publish("a6");
    await cloud.settle();
    expect(bodies()).toEqual(["a2", "a3"]);
    const told = cloud.lineage().find((each) => each.outcome === "filtered-out");
    expect(told?.reason).toBe("The subscription is paused: its replay, which had an EndingPoint, has ended.");
    await set(subscription, policy(to));
    await cloud.settle();
    await publish("a7");
    await cloud.settle();
    expect(bodies()).toEqual(["a2", "a3", "a4", "a5", "a6", "a7"]);
  });

  it("brings a new subscription up to now in the order of publication, in bounded batches, across a restart", async () => {
    const first = numbered("a", REPLAY_BATCH_MESSAGES + 5);
    const second = numbered("b", REPLAY_BATCH_MESSAGES);
    await publish(...first, ...second);
    down(true);
    const subscription = await subscribe("q.fifo", { RawMessageDelivery: "true", ReplayPolicy: policy(START) });
    await cloud.settle();
    expect(await statusOf(subscription)).toBe("In progress");
    await publish("a-new");
    await cloud.settle();
    const waiting = cloud.store.read((tx) => [[...outbox.keys(tx, [])], [...replayedMessages.keys(tx, [])]]);
    expect(waiting.map((each) => each.length)).toEqual([REPLAY_BATCH_MESSAGES, REPLAY_BATCH_MESSAGES]);
    await cloud.restart();
    down(false);
    await cloud.advance(60_000);
    await publish("b-new");
    await cloud.settle();
    const received = bodies();
    expect(received.filter((each) => each.startsWith("a"))).toEqual([...first, "a-new"]);
    expect(received.filter((each) => each.startsWith("b"))).toEqual([...second, "b-new"]);
    expect(await statusOf(subscription)).toBe("Completed");
    expect(cloud.store.read((tx) => [...replays.keys(tx, []), ...replayedMessages.keys(tx, [])])).toEqual([]);
  });

  it("leaves an active subscription the new messages, once each", async () => {
    const subscription = await subscribe("q.fifo");
    const old = numbered("a", REPLAY_BATCH_MESSAGES + 1);
    await publish(...old);
    await cloud.settle();
    others.sent.length = 0;
    // Groups of other messages are not held up: the replay's batch waits, and what is published goes by.
    others.queueFails = () => (others.sent.length < 1 ? queueIsDown() : undefined);
    await set(subscription, policy(START));
    await cloud.settle();
    others.queueFails = () => undefined;
    await publish("b1");
    await cloud.settle();
    expect(bodies()).toEqual(["b1"]);
    await cloud.advance(60_000);
    expect(bodies()).toEqual(["b1", ...old]);
    expect(await statusOf(subscription)).toBe("Completed");
  });

  it("takes the place of the one that runs, and an empty policy ends it", async () => {
    const subscription = await subscribe("q.fifo");
    await publish(...numbered("a", 2 * REPLAY_BATCH_MESSAGES));
    await cloud.advance(1_000);
    const later = time();
    await publish("b1");
    await cloud.settle();
    others.sent.length = 0;
    down(true);
    await set(subscription, policy(START));
    await cloud.settle();
    await set(subscription, policy(later));
    await cloud.settle();
    down(false);
    await cloud.advance(60_000);
    // What the first had set in motion still arrives; its next batch does not.
    expect(bodies().toSorted()).toEqual([...numbered("a", REPLAY_BATCH_MESSAGES), "b1"].toSorted());
    for (const empty of ["{}", ""]) {
      down(true);
      await set(subscription, policy(START));
      await cloud.settle();
      others.sent.length = 0;
      await set(subscription, empty);
      const shown = await attributesOf(subscription);
      expect([shown.ReplayPolicy, shown.ReplayStatus]).toEqual([undefined, undefined]);
      down(false);
      await cloud.advance(60_000);
      expect(bodies()).toEqual(numbered("a", REPLAY_BATCH_MESSAGES));
    }
    await publish("c1");
    await cloud.settle();
    expect(bodies().at(-1)).toBe("c1");
  });

  it("follows the filter policy of now, also where that keeps out whole batches", async () => {
    const subscription = await subscribe("q.fifo");
    await publish(...numbered("a", 2 * REPLAY_BATCH_MESSAGES), "b1");
    await cloud.settle();
    others.sent.length = 0;
    await set(subscription, '{"first":["b"]}', "FilterPolicy");
    await set(subscription, policy(START));
    await cloud.settle();
    expect(bodies()).toEqual(["b1"]);
    expect(cloud.lineage().filter((each) => each.outcome === "filtered-out")).toHaveLength(2 * REPLAY_BATCH_MESSAGES);
    expect(await statusOf(subscription)).toBe("Completed");
  });

  it("goes on past what a queue refuses, and counts it", async () => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${QUEUES}:failed.fifo` });
    const old = numbered("a", REPLAY_BATCH_MESSAGES + 1);
    await publish(...old);
    others.queueFails = (queue) => (queue === "q.fifo" ? queueIsGone() : undefined);
    const Attributes = { RawMessageDelivery: "true", RedrivePolicy, ReplayPolicy: policy(START) };
    const subscription = await subscribe("q.fifo", Attributes);
    await cloud.advance(60_000);
    expect(bodies("failed.fifo")).toEqual(old);
    expect(await statusOf(subscription)).toBe("Completed");
    others.queueFails = () => undefined;
    await set(subscription, policy(START));
    await cloud.advance(60_000);
    const sum = (name: string) =>
      cloud
        .metrics()
        .filter((each) => each.name === name)
        .flatMap((each) => [...each.values])
        .reduce((total, [value, count]) => total + value * count, 0);
    expect(sum("NumberOfReplayedNotificationsFailed")).toBe(old.length);
    expect(sum("NumberOfReplayedNotificationsDelivered")).toBe(old.length);
  });

  it("fails when the archive is given up, and the subscription receives what is new", async () => {
    await publish(...numbered("a", REPLAY_BATCH_MESSAGES + 1));
    down(true);
    const subscription = await subscribe("q.fifo", { RawMessageDelivery: "true", ReplayPolicy: policy(START) });
    await cloud.settle();
    await cloud.call(SNS.SetTopicAttributes, { TopicArn, AttributeName: "ArchivePolicy", AttributeValue: "{}" });
    expect(await statusOf(subscription)).toBe("Failed");
    expect(cloud.lineage().find((each) => each.kind === "sns.replay")).toMatchObject({ outcome: "failed" });
    await publish("a-new");
    down(false);
    await cloud.advance(60_000);
    expect(bodies()).toEqual([...numbered("a", REPLAY_BATCH_MESSAGES), "a-new"]);
    expect(await attributesOf(subscription)).toMatchObject({ ReplayPolicy: policy(START), ReplayStatus: "Failed" });
  });

  it("waits for the confirmation of its subscription", async () => {
    await publish("a1");
    const Endpoint = "arn:aws:sqs:us-east-1:111111111111:q.fifo";
    const Attributes = { RawMessageDelivery: "true", ReplayPolicy: policy(START) };
    const input = { TopicArn, Protocol: "sqs", Endpoint, Attributes, ReturnSubscriptionArn: true };
    const { SubscriptionArn = "" } = await cloud.call(SNS.Subscribe, input);
    await cloud.settle();
    expect(await statusOf(SubscriptionArn)).toBe("Pending");
    others.sent.length = 0;
    await publish("a2");
    const [Token = ""] = cloud.store.read((tx) => [...tokens.keys(tx, [])])[0] ?? [];
    await cloud.call(SNS.ConfirmSubscription, { TopicArn, Token });
    await cloud.settle();
    expect(bodies()).toEqual(["a1", "a2"]);
    expect(await statusOf(SubscriptionArn)).toBe("Completed");
  });

  it("ends with its subscription", async () => {
    await publish(...numbered("a", REPLAY_BATCH_MESSAGES + 1));
    down(true);
    const SubscriptionArn = await subscribe("q.fifo", { ReplayPolicy: policy(START) });
    await cloud.settle();
    await cloud.call(SNS.Unsubscribe, { SubscriptionArn });
    down(false);
    await cloud.advance(60_000);
    expect(bodies()).toEqual([]);
    const left = cloud.store.read((tx) => [...replays.keys(tx, []), ...replayedMessages.keys(tx, [])]);
    expect([...left, ...cloud.store.read((tx) => [...outbox.keys(tx, [])])]).toEqual([]);
  });

  it("is one of a hundred in an account and region", async () => {
    await publish("a1");
    others.queueFails = queueIsDown;
    const Attributes = { ReplayPolicy: policy(START) };
    for (let index = 0; index < REPLAYS_RUNNING_MAX - 1; index++) await subscribe(`q${index}.fifo`, Attributes);
    const last = await subscribe("last.fifo");
    await set(last, policy(START));
    const before = await attributesOf(last);
    await cloud.call(SNS.CreateTopic, {
      Name: "other.fifo",
      Attributes: { FifoTopic: "true", ArchivePolicy: '{"MessageRetentionPeriod":1}' },
    });
    const other = { TopicArn: TopicArn.replace("orders", "other"), Protocol: "sqs", Endpoint: `${QUEUES}:other.fifo` };
    await expect(cloud.call(SNS.Subscribe, { ...other, Attributes })).rejects.toMatchObject({
      code: "ReplayLimitExceededException",
    });
    // One that takes the place of another is no further one.
    await set(last, policy(START));
    expect((await attributesOf(last)).ReplayPolicy).toBe(before.ReplayPolicy);
  });

  it("is not begun by a repeated Subscribe", async () => {
    await publish("a1");
    const Attributes = { RawMessageDelivery: "true", ReplayPolicy: policy(START) };
    const subscription = await subscribe("q.fifo", Attributes);
    await cloud.settle();
    expect(await subscribe("q.fifo", Attributes)).toBe(subscription);
    await cloud.settle();
    expect(bodies()).toEqual(["a1"]);
    await expect(subscribe("q.fifo", { ReplayPolicy: policy(START, START) })).rejects.toThrow("already exists");
  });

  const document = (members: object) => JSON.stringify({ PointType: "Timestamp", StartingPoint: START, ...members });
  it.each([
    ["{", "Unable to parse JSON"],
    ["null", "JSON is missing required fields"],
    ["[]", "JSON is missing required fields"],
    ['{"PointType":"Timestamp"}', "JSON is missing required fields"],
    [`{"StartingPoint":"${START}"}`, "JSON is missing required fields"],
    [document({ Other: 1 }), "Unexpected JSON member: Other"],
    [document({ PointType: "SequenceNumber" }), "Invalid PointType"],
    [document({ StartingPoint: 1 }), "Invalid StartingPoint value"],
    [document({ StartingPoint: "yesterday" }), "Invalid StartingPoint value"],
    [document({ StartingPoint: "2026-01-15" }), "Invalid StartingPoint value"],
    [document({ StartingPoint: "2026-01-15T12:00:00" }), "Invalid StartingPoint value"],
    [document({ StartingPoint: "2026-13-45T12:00:00Z" }), "Invalid StartingPoint value"],
    [document({ StartingPoint: "2026-01-15T11:59:59.999Z" }), "Invalid StartingPoint value"],
    [document({ StartingPoint: "2026-01-15T12:00:01.001Z" }), "Invalid StartingPoint value"],
    [document({ EndingPoint: "" }), "Invalid EndingPoint value"],
    [document({ EndingPoint: null }), "Invalid EndingPoint value"],
    [document({ EndingPoint: "2026-01-15T11:59:59Z" }), "Invalid EndingPoint value"],
    [document({ EndingPoint: "2026-01-15T12:00:01.001Z" }), "Invalid EndingPoint value"],
  ])("is not asked for by %s, and what is there stays", async (text, reason) => {
    const code = "InvalidParameterException";
    const subscription = await subscribe("q.fifo", { ReplayPolicy: policy(START) });
    await cloud.advance(1_000);
    const before = await attributesOf(subscription);
    await expect(set(subscription, text)).rejects.toMatchObject({
      code,
      message: `Invalid parameter: ReplayPolicy: ${reason}`,
    });
    expect(await attributesOf(subscription)).toEqual(before);
    await expect(subscribe("other.fifo", { ReplayPolicy: text })).rejects.toMatchObject({
      code,
      message: `Invalid parameter: Attributes Reason: ReplayPolicy: ${reason}`,
    });
    expect((await cloud.call(SNS.ListSubscriptions, {})).Subscriptions).toHaveLength(1);
  });

  it("needs a FIFO topic with an archive", async () => {
    await cloud.call(SNS.CreateTopic, { Name: "plain" });
    await cloud.call(SNS.CreateTopic, { Name: "bare.fifo", Attributes: { FifoTopic: "true" } });
    const subscribeTo = (name: string) =>
      cloud.call(SNS.Subscribe, {
        TopicArn: TopicArn.replace("orders.fifo", name),
        Protocol: "sqs",
        Endpoint: `${QUEUES}:q`,
        Attributes: { ReplayPolicy: policy(START) },
      });
    await expect(subscribeTo("plain")).rejects.toThrow(/^Invalid parameter: AttributeName$/);
    await expect(subscribeTo("bare.fifo")).rejects.toThrow(
      /^Invalid parameter: Attributes Reason: ReplayPolicy: Topic does not have an ArchivePolicy$/,
    );
  });
});
