/** The quotas of filter policies, of a topic and of an account, and what counts towards them. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { preset } from "../../../platform/local.ts";
import { tokens } from "../keyspaces.ts";
import { RELAXED_LIMITS, STRICT_LIMITS } from "../limits.ts";
import { sns } from "../service.ts";
import { snsSettings } from "../settings.ts";
import { putSubscription } from "./find-subscription.ts";
import type { StoredSubscription } from "./subscription.ts";

const REFUSED = { code: "FilterPolicyLimitExceededException" };
const OF_TOPIC = { ...REFUSED, message: "The number of filter policies of this topic exceeds the limit." };
const OF_ACCOUNT = { ...REFUSED, message: "The number of filter policies of this account exceeds the limit." };

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sns] });
  await cloud.call(SNS.CreateTopic, { Name: "orders" });
});
afterEach(() => cloud.stop());

const topicArn = (name: string) => `arn:aws:sns:us-east-1:000000000000:${name}`;

async function subscribe(queue: string, FilterPolicy?: string, topic = "orders"): Promise<string> {
  const answer = await cloud.call(SNS.Subscribe, {
    TopicArn: topicArn(topic),
    Protocol: "sqs",
    Endpoint: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    ...(FilterPolicy === undefined ? {} : { Attributes: { FilterPolicy } }),
  });
  return answer.SubscriptionArn ?? "";
}

const set = (SubscriptionArn: string, AttributeValue: string) =>
  cloud.call(SNS.SetSubscriptionAttributes, { SubscriptionArn, AttributeName: "FilterPolicy", AttributeValue });

interface TokenRow {
  readonly value: { readonly endsAt: number };
}

const byEnd = (one: TokenRow, other: TokenRow): number => one.value.endsAt - other.value.endsAt;

/** Puts subscriptions with filter policies where they are stored, as if they had been there for long. */
function fill(topic: string, count: number): Promise<void> {
  const common: Omit<StoredSubscription, "id" | "endpoint"> = {
    account: "000000000000",
    region: "us-east-1",
    topic,
    protocol: "sqs",
    owner: "000000000000",
    principal: "arn:aws:iam::000000000000:root",
    createdAt: cloud.now(),
    confirmed: true,
    confirmationWasAuthenticated: true,
    authenticateOnUnsubscribe: false,
    settings: { rawMessageDelivery: false, filterPolicy: '{"a":["x"]}' },
  };
  return cloud.scope().write((at) => {
    for (let index = 0; index < count; index++) {
      const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
      putSubscription(at, { ...common, id, endpoint: `arn:aws:sqs:us-east-1:000000000000:filled-${index}` });
    }
  });
}

describe("a topic", () => {
  it("has 200 filter policies, and not one more until one goes", async () => {
    const first = await subscribe("first", '{"a":["x"]}');
    await fill("orders", STRICT_LIMITS.filterPoliciesPerTopic - 1);
    await expect(subscribe("one-more", '{"a":["x"]}')).rejects.toMatchObject(OF_TOPIC);
    const plain = await subscribe("plain");
    await expect(set(plain, '{"a":["x"]}')).rejects.toMatchObject(OF_TOPIC);
    // A policy that is there may become another, and Subscribe may be repeated.
    await set(first, '{"a":["y"]}');
    expect(await subscribe("first", '{"a":["y"]}')).toBe(first);
    await cloud.call(SNS.CreateTopic, { Name: "others" });
    await subscribe("elsewhere", '{"a":["x"]}', "others");

    await set(first, "");
    await set(plain, '{"a":["x"]}');
    await expect(set(first, '{"a":["x"]}')).rejects.toMatchObject(OF_TOPIC);
    await cloud.call(SNS.Unsubscribe, { SubscriptionArn: plain });
    await set(first, '{"a":["x"]}');
    await expect(subscribe("one-more", '{"a":["x"]}')).rejects.toMatchObject(OF_TOPIC);
  });

  it("begins anew when it is made again, and counts the same after a restart", async () => {
    await fill("orders", STRICT_LIMITS.filterPoliciesPerTopic);
    await cloud.restart();
    await expect(subscribe("one-more", '{"a":["x"]}')).rejects.toMatchObject(OF_TOPIC);
    await cloud.call(SNS.DeleteTopic, { TopicArn: topicArn("orders") });
    await cloud.call(SNS.CreateTopic, { Name: "orders" });
    await subscribe("one-more", '{"a":["x"]}');
  });

  it("has no more when a subscription that its link ended comes back", async () => {
    const TopicArn = topicArn("orders");
    const Attributes = { FilterPolicy: '{"a":["x"]}' };
    const mailbox = { TopicArn, Protocol: "email", Endpoint: "someone@a.example", Attributes };
    const { SubscriptionArn = "" } = await cloud.call(SNS.Subscribe, { ...mailbox, ReturnSubscriptionArn: true });
    const newest = () => cloud.store.read((tx) => [...tokens.range(tx, [])].toSorted(byEnd).at(-1)?.key[0] ?? "");
    await cloud.call(SNS.ConfirmSubscription, { TopicArn, Token: newest() });
    await cloud.advance(1_000);
    const caller = { kind: "anonymous", account: "000000000000", arn: "", userId: "", accessKeyId: "" } as const;
    await cloud.call(SNS.Unsubscribe, { SubscriptionArn }, { caller });
    await fill("orders", STRICT_LIMITS.filterPoliciesPerTopic);
    const restore = () => cloud.call(SNS.ConfirmSubscription, { TopicArn, Token: newest() });
    await expect(restore()).rejects.toMatchObject(OF_TOPIC);
    await cloud.call(SNS.Unsubscribe, { SubscriptionArn: `${TopicArn}:00000000-0000-4000-8000-000000000000` });
    expect(await restore()).toEqual({ SubscriptionArn });
  });

  it("does not count what was refused", async () => {
    await fill("orders", STRICT_LIMITS.filterPoliciesPerTopic - 2);
    // From the first check on, the counts are kept in memory: that is what a failing write must leave alone.
    await subscribe("counted", '{"a":["x"]}');
    for (let round = 0; round < 3; round++) {
      const failing = cloud.scope().write((at) => {
        putSubscription(at, {
          account: "000000000000",
          region: "us-east-1",
          topic: "orders",
          id: "10000000-0000-4000-8000-000000000000",
          protocol: "sqs",
          endpoint: "arn:aws:sqs:us-east-1:000000000000:failing",
          owner: "000000000000",
          principal: "arn:aws:iam::000000000000:root",
          createdAt: at.now,
          confirmed: true,
          confirmationWasAuthenticated: true,
          authenticateOnUnsubscribe: false,
          settings: { rawMessageDelivery: false, filterPolicy: '{"a":["x"]}' },
        });
        throw new Error("the write fails");
      });
      await expect(failing).rejects.toThrow("the write fails");
      await expect(subscribe("bad", '{"a":[]}')).rejects.toMatchObject({ code: "InvalidParameterException" });
    }
    await subscribe("last", '{"a":["x"]}');
    await expect(subscribe("one-more", '{"a":["x"]}')).rejects.toMatchObject(OF_TOPIC);
  });
});

describe("an account", () => {
  it("has 10,000 filter policies over all topics", async () => {
    const perTopic = STRICT_LIMITS.filterPoliciesPerTopic;
    const topics = STRICT_LIMITS.filterPoliciesPerAccount / perTopic;
    for (let topic = 0; topic < topics; topic++) await fill(`full-${topic}`, perTopic);
    await expect(subscribe("one-more", '{"a":["x"]}')).rejects.toMatchObject(OF_ACCOUNT);
    const plain = await subscribe("plain");
    await expect(set(plain, '{"a":["x"]}')).rejects.toMatchObject(OF_ACCOUNT);
    const filled = `${topicArn("full-7")}:00000000-0000-4000-8000-000000000000`;
    await cloud.call(SNS.CreateTopic, { Name: "full-7" });
    await cloud.call(SNS.Unsubscribe, { SubscriptionArn: filled });
    await set(plain, '{"a":["x"]}');
    await expect(subscribe("one-more", '{"a":["x"]}')).rejects.toMatchObject(OF_ACCOUNT);
  });
});

it("are both lifted where limits are relaxed", async () => {
  await cloud.stop();
  cloud = await startTestPlatform({ services: [sns], settings: [preset(snsSettings, { limits: RELAXED_LIMITS })] });
  await cloud.call(SNS.CreateTopic, { Name: "orders" });
  await fill("orders", STRICT_LIMITS.filterPoliciesPerAccount - 1);
  await subscribe("last-of-a-strict-account", '{"a":["x"]}');
  await expect(subscribe("one-more", '{"a":["x"]}')).rejects.toMatchObject(OF_TOPIC);
});
