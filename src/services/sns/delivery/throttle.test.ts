import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { paces } from "../keyspaces.ts";
import { answered, type Neighbours, neighbours } from "../neighbours.fixture.ts";
import { sns } from "../service.ts";

let cloud: TestPlatform;
let others: Neighbours;
let TopicArn: string;
/** When each notification came, in milliseconds after the start. */
let times: number[];
let start: number;

beforeEach(async () => {
  others = neighbours();
  const { services, outbound } = others;
  cloud = await startTestPlatform({ services: [sns, ...services], ports: { outbound } });
  TopicArn = (await cloud.call(SNS.CreateTopic, { Name: "orders" })).TopicArn ?? "";
  times = [];
  start = cloud.now();
});
afterEach(() => cloud.stop());

async function subscribe(Endpoint: string, DeliveryPolicy?: object): Promise<string> {
  const Attributes = {
    RawMessageDelivery: "true",
    ...(DeliveryPolicy === undefined ? {} : { DeliveryPolicy: JSON.stringify(DeliveryPolicy) }),
  };
  const input = { TopicArn, Protocol: "http", Endpoint, Attributes, ReturnSubscriptionArn: true };
  const { SubscriptionArn = "" } = await cloud.call(SNS.Subscribe, input);
  await cloud.settle();
  const { Token } = JSON.parse(Buffer.from(others.posted.at(-1)?.body ?? []).toString());
  await cloud.call(SNS.ConfirmSubscription, { TopicArn, Token });
  others.answer = () => {
    times.push(cloud.now() - start);
    return answered(200);
  };
  times = [];
  return SubscriptionArn;
}

async function publish(count: number): Promise<void> {
  for (let index = 0; index < count; index++) await cloud.call(SNS.Publish, { TopicArn, Message: `m${index}` });
  await cloud.settle();
}

async function setTopicPolicy(policy: object): Promise<void> {
  const AttributeValue = JSON.stringify(policy);
  await cloud.call(SNS.SetTopicAttributes, { TopicArn, AttributeName: "DeliveryPolicy", AttributeValue });
}

const atMost = (maxReceivesPerSecond: number) => ({ throttlePolicy: { maxReceivesPerSecond } });

describe("a throttle policy", () => {
  it("spreads deliveries by its rate, each subscription for itself, across a restart", async () => {
    await subscribe("http://slow.example/", atMost(4));
    await subscribe("http://quick.example/");
    await publish(4);
    expect(times).toEqual([0, 0, 0, 0, 0]);
    await cloud.advance(250);
    await cloud.restart();
    await cloud.advance(10_000);
    expect(times).toEqual([0, 0, 0, 0, 0, 250, 500, 750]);
    times = [];
    start = cloud.now();
    await publish(1);
    expect(times).toEqual([0, 0]);
  });

  it("counts retries as well", async () => {
    const healthyRetryPolicy = { numRetries: 1, numNoDelayRetries: 1 };
    await subscribe("http://slow.example/", { ...atMost(1), healthyRetryPolicy });
    others.answer = () => {
      times.push(cloud.now() - start);
      return answered(500);
    };
    await publish(2);
    await cloud.advance(10_000);
    expect(times).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it("leaves each delivery all of its retries from when it may begin", async () => {
    const minDelayTarget = 1_800;
    const healthyRetryPolicy = { numRetries: 2, minDelayTarget, maxDelayTarget: minDelayTarget };
    await subscribe("http://slow.example/", { ...atMost(1), healthyRetryPolicy });
    await publish(700);
    await cloud.advance(698_999);
    others.answer = () => {
      times.push(cloud.now() - start);
      return answered(500);
    };
    times = [];
    await cloud.advance(7_200_000);
    expect(times).toEqual([699_000, 699_000 + minDelayTarget * 1_000, 699_000 + 2 * minDelayTarget * 1_000]);
  });

  it("of a topic holds for its subscriptions, unless they have their own and may", async () => {
    const own = await subscribe("http://own.example/", atMost(5));
    const throttled = await subscribe("http://hooks.example/");
    await setTopicPolicy({ http: { defaultThrottlePolicy: { maxReceivesPerSecond: 2 } } });
    const shown = async (SubscriptionArn: string): Promise<unknown> => {
      const { Attributes } = await cloud.call(SNS.GetSubscriptionAttributes, { SubscriptionArn });
      return JSON.parse(Attributes?.EffectiveDeliveryPolicy ?? "").throttlePolicy;
    };
    expect(await shown(own)).toEqual({ maxReceivesPerSecond: 5 });
    expect(await shown(throttled)).toEqual({ maxReceivesPerSecond: 2 });
    const { Attributes } = await cloud.call(SNS.GetTopicAttributes, { TopicArn });
    expect(JSON.parse(Attributes?.DeliveryPolicy ?? "")).toEqual({
      http: { disableSubscriptionOverrides: false, defaultThrottlePolicy: { maxReceivesPerSecond: 2 } },
    });
    expect(JSON.parse(Attributes?.EffectiveDeliveryPolicy ?? "").http.defaultThrottlePolicy).toEqual({
      maxReceivesPerSecond: 2,
    });
    await setTopicPolicy({
      http: { defaultThrottlePolicy: { maxReceivesPerSecond: 1 }, disableSubscriptionOverrides: true },
    });
    expect(await shown(own)).toEqual({ maxReceivesPerSecond: 1 });
  });

  it("leaves nothing behind when its subscription goes", async () => {
    const SubscriptionArn = await subscribe("http://slow.example/", atMost(1));
    await publish(2);
    const rows = (): number => cloud.store.read((tx) => [...paces.keys(tx, [])].length);
    expect(rows()).toBe(1);
    await cloud.call(SNS.Unsubscribe, { SubscriptionArn });
    await cloud.advance(10_000);
    expect([rows(), times]).toEqual([0, [0]]);
  });

  it.each([0, -1, 1.5, "2", 1e300])("of %j is refused, and changes nothing", async (maxReceivesPerSecond) => {
    const SubscriptionArn = await subscribe("http://hooks.example/", atMost(3));
    const before = (await cloud.call(SNS.GetSubscriptionAttributes, { SubscriptionArn })).Attributes;
    const AttributeValue = JSON.stringify({ throttlePolicy: { maxReceivesPerSecond } });
    await expect(
      cloud.call(SNS.SetSubscriptionAttributes, { SubscriptionArn, AttributeName: "DeliveryPolicy", AttributeValue }),
    ).rejects.toMatchObject({
      code: "InvalidParameterException",
      message:
        "Invalid parameter: DeliveryPolicy: throttlePolicy.maxReceivesPerSecond must be a whole number of at least 1",
    });
    expect((await cloud.call(SNS.GetSubscriptionAttributes, { SubscriptionArn })).Attributes).toEqual(before);
  });
});
