/** Subscriptions and their filter policies as AWS's own clients see them. */
import { expect, it } from "vitest";
import { SNS } from "../../../src/schema/generated/sns.ts";
import { throughEachClient } from "./each-client.ts";

const text = (StringValue: string) => ({ DataType: "String", StringValue });
const number = (StringValue: string) => ({ DataType: "Number", StringValue });

throughEachClient((stage) => {
  const attributesOf = async (SubscriptionArn: string) =>
    (await stage.call(SNS.GetSubscriptionAttributes, { SubscriptionArn })).Attributes;
  const set = (SubscriptionArn: string, AttributeName: string, AttributeValue: string) =>
    stage.call(SNS.SetSubscriptionAttributes, { SubscriptionArn, AttributeName, AttributeValue });

  it("a queue is subscribed, described, listed and unsubscribed", async () => {
    const TopicArn = await stage.topic("plain");
    const SubscriptionArn = await stage.subscriber(TopicArn, "plain");
    expect(SubscriptionArn).toMatch(new RegExp(`^${TopicArn}:[0-9a-f-]{36}$`));
    const Endpoint = stage.queueArnOf("plain");
    expect(await attributesOf(SubscriptionArn)).toEqual({
      SubscriptionArn,
      TopicArn,
      Protocol: "sqs",
      Endpoint,
      Owner: "000000000000",
      SubscriptionPrincipal: expect.stringContaining("arn:aws:iam::000000000000:"),
      RawMessageDelivery: "false",
      PendingConfirmation: "false",
      ConfirmationWasAuthenticated: "true",
    });
    const listed = { SubscriptionArn, Owner: "000000000000", Protocol: "sqs", Endpoint, TopicArn };
    expect((await stage.call(SNS.ListSubscriptionsByTopic, { TopicArn })).Subscriptions).toEqual([listed]);
    expect((await stage.call(SNS.ListSubscriptions, {})).Subscriptions).toContainEqual(listed);
    expect(await stage.call(SNS.Subscribe, { TopicArn, Protocol: "sqs", Endpoint })).toEqual({ SubscriptionArn });
    for (let time = 0; time < 2; time++) await stage.call(SNS.Unsubscribe, { SubscriptionArn });
    const gone = { code: "NotFound", message: "Subscription does not exist", status: 404 };
    await stage.refused(SNS.GetSubscriptionAttributes, { SubscriptionArn }, gone);
    await stage.publish(TopicArn, "nobody listens");
    expect(await stage.take("plain")).toEqual([]);
  });

  it("an HTTP endpoint waits for its confirmation", async () => {
    const TopicArn = await stage.topic("pending");
    const input = { TopicArn, Protocol: "http", Endpoint: "http://127.0.0.1:1/" };
    expect(await stage.call(SNS.Subscribe, input)).toEqual({ SubscriptionArn: "pending confirmation" });
    const { SubscriptionArn = "" } = await stage.call(SNS.Subscribe, { ...input, ReturnSubscriptionArn: true });
    expect(await attributesOf(SubscriptionArn)).toMatchObject({ PendingConfirmation: "true" });
    const { Subscriptions } = await stage.call(SNS.ListSubscriptionsByTopic, { TopicArn });
    expect(Subscriptions).toEqual([expect.objectContaining({ SubscriptionArn: "PendingConfirmation" })]);
    const token = { code: "InvalidParameter", message: "Invalid parameter: Token" };
    await stage.refused(SNS.ConfirmSubscription, { TopicArn, Token: "no token" }, token);
  });

  it("a filter policy on attributes lets through what it matches, until it is removed", async () => {
    const TopicArn = await stage.topic("filtered");
    const FilterPolicy = JSON.stringify({
      colour: ["red", { prefix: "bl" }],
      price: [{ numeric: [">=", 10, "<", 20] }],
      size: [{ exists: false }],
    });
    const arn = await stage.subscriber(TopicArn, "filtered", { FilterPolicy, RawMessageDelivery: "true" });
    expect(await attributesOf(arn)).toMatchObject({ FilterPolicy, FilterPolicyScope: "MessageAttributes" });
    const send = (Message: string, MessageAttributes = {}) => stage.publish(TopicArn, Message, { MessageAttributes });
    await send("red 10", { colour: text("red"), price: number("10") });
    await send("blue 19.5", { colour: text("blue"), price: number("19.5") });
    await send("green", { colour: text("green"), price: number("10") });
    await send("too dear", { colour: text("red"), price: number("20") });
    await send("sized", { colour: text("red"), price: number("10"), size: text("s") });
    await send("nothing");
    expect((await stage.bodies("filtered")).toSorted()).toEqual(["blue 19.5", "red 10"]);
    await set(arn, "FilterPolicy", "{}");
    await send("everything");
    expect(await stage.bodies("filtered")).toEqual(["everything"]);
  });

  it("a filter policy on the body looks into it", async () => {
    const TopicArn = await stage.topic("bodies");
    const FilterPolicy = '{"order":{"lines":{"article":["a1"]}}}';
    const body = (article: string) => JSON.stringify({ order: { lines: [{ article: "x" }, { article }] } });
    const arn = await stage.subscriber(TopicArn, "bodies", { FilterPolicyScope: "MessageBody", FilterPolicy });
    await set(arn, "RawMessageDelivery", "true");
    for (const article of ["a1", "a2"]) await stage.publish(TopicArn, body(article));
    await stage.publish(TopicArn, "no JSON");
    expect(await stage.bodies("bodies")).toEqual([body("a1")]);
  });

  it.each([
    ['{"a":[]}', "FilterPolicy: Empty arrays are not allowed"],
    ['{"a":"b"}', 'FilterPolicy: "a" must be an object or an array'],
    ['{"a":[{"wrong-operator":1}]}', "FilterPolicy: Unrecognized match type wrong-operator"],
    ['{"a":[{"numeric":["<",100,">",10]}]}', "FilterPolicy: Too many elements in numeric expression"],
    ['{"a":{"b":["x"]}}', "Filter policy scope MessageAttributes does not support nested filter policy"],
    ["{", "FilterPolicy: failed to parse JSON. "],
  ])("the filter policy %s is refused with AWS's sentence", async (policy, reason) => {
    const TopicArn = await stage.topic("refusing");
    const SubscriptionArn = await stage.subscriber(TopicArn, "refusing");
    const input = { TopicArn, Protocol: "sqs", Endpoint: stage.queueArnOf("other") };
    const refusal = (prefix: string) => ({
      code: "InvalidParameter",
      message: expect.stringMatching(new RegExp(`^${escaped(`Invalid parameter: ${prefix}${reason}`)}`)),
    });
    const Attributes = { FilterPolicy: policy };
    await stage.refused(SNS.Subscribe, { ...input, Attributes }, refusal("Attributes Reason: "));
    const change = { SubscriptionArn, AttributeName: "FilterPolicy", AttributeValue: policy };
    await stage.refused(SNS.SetSubscriptionAttributes, change, refusal(""));
    expect(await attributesOf(SubscriptionArn)).not.toHaveProperty("FilterPolicy");
    expect((await stage.call(SNS.ListSubscriptionsByTopic, { TopicArn })).Subscriptions).toHaveLength(1);
  });

  it("what cannot be subscribed is refused", async () => {
    const TopicArn = await stage.topic("picky");
    const refused = (Protocol: string, Endpoint: string, message: string) =>
      stage.refused(SNS.Subscribe, { TopicArn, Protocol, Endpoint }, { code: "InvalidParameter", message });
    await refused("sqs", "http://127.0.0.1/q", "Invalid parameter: SQS endpoint ARN");
    await refused("pigeon", "loft", "Invalid parameter: Amazon SNS does not support this protocol string: pigeon");
    await refused(
      "sqs",
      stage.queueArnOf("q.fifo"),
      "Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
    );
  });

  it("what cannot be delivered goes to the subscription's dead-letter queue", async () => {
    const TopicArn = await stage.topic("dying");
    await stage.subscriber(await stage.topic("nothing"), "dead");
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: stage.queueArnOf("dead") });
    const Endpoint = stage.queueArnOf("never-made");
    const Attributes = { RedrivePolicy, RawMessageDelivery: "true" };
    const { SubscriptionArn = "" } = await stage.call(SNS.Subscribe, {
      TopicArn,
      Protocol: "sqs",
      Endpoint,
      Attributes,
    });
    expect(await attributesOf(SubscriptionArn)).toMatchObject({ RedrivePolicy });
    await stage.publish(TopicArn, "undeliverable");
    expect(await stage.bodies("dead")).toEqual(["undeliverable"]);
  });
});

const escaped = (sentence: string): string => sentence.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
