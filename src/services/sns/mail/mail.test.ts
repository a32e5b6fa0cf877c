import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { outboxPage, type ShownSend } from "../outbox/outbox.ts";
import { sns } from "../service.ts";

const READER = "reader@example.com";
const ANONYMOUS = {
  caller: { kind: "anonymous", account: "000000000000", arn: "", userId: "", accessKeyId: "" },
} as const;

let cloud: TestPlatform;
let TopicArn: string;

beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sns] });
  const input = { Name: "news", Attributes: { DisplayName: "The News" } };
  TopicArn = (await cloud.call(SNS.CreateTopic, input)).TopicArn ?? "";
});
afterEach(() => cloud.stop());

async function subscribe(Protocol: string, Attributes: Record<string, string> = {}): Promise<string> {
  const input = { TopicArn, Protocol, Endpoint: READER, Attributes, ReturnSubscriptionArn: true };
  const { SubscriptionArn = "" } = await cloud.call(SNS.Subscribe, input);
  await cloud.settle();
  return SubscriptionArn;
}

function sends(): readonly ShownSend[] {
  return cloud.scope().read((at) => outboxPage(at, { limit: 100 })).sends;
}

/** The parameters of the link in the newest e-mail. */
function link(): URLSearchParams {
  return new URL(/http:\S+/.exec(sends()[0]?.body ?? "")?.[0] ?? "").searchParams;
}

async function confirm(): Promise<void> {
  const [TopicArnOfLink, Token] = [link().get("TopicArn") ?? "", link().get("Token") ?? ""];
  await cloud.call(SNS.ConfirmSubscription, { TopicArn: TopicArnOfLink, Token }, ANONYMOUS);
}

async function publish(input: { Message: string; Subject?: string; MessageStructure?: string }): Promise<string> {
  const { MessageId = "" } = await cloud.call(SNS.Publish, { TopicArn, ...input });
  await cloud.settle();
  return MessageId;
}

describe("an e-mail subscription", () => {
  it("is pending until the link in its confirmation is visited", async () => {
    const subscription = await subscribe("email");
    await publish({ Message: "too early" });
    expect(sends()).toMatchObject([
      {
        kind: "subscription-confirmation",
        protocol: "email",
        to: READER,
        from: "AWS Notifications <no-reply@sns.amazonaws.com>",
        subject: "AWS Notification - Subscription Confirmation",
        topicArn: TopicArn,
        subscriptionArn: subscription,
        at: "2026-01-15T12:00:00.000Z",
      },
    ]);
    await confirm();
    const { Attributes } = await cloud.call(SNS.GetSubscriptionAttributes, { SubscriptionArn: subscription });
    expect(Attributes).toMatchObject({ PendingConfirmation: "false", ConfirmationWasAuthenticated: "false" });
  });

  it("is told of messages as text, with the display name, a subject and a link that unsubscribes", async () => {
    const subscription = await subscribe("email");
    await confirm();
    const messageId = await publish({ Message: "hello" });
    await publish({ Message: "hello", Subject: "Extra" });
    const [second, first] = sends();
    expect(first).toMatchObject({
      kind: "notification",
      from: "The News <no-reply@sns.amazonaws.com>",
      subject: "AWS Notification Message",
      messageId,
    });
    expect(second?.subject).toBe("Extra");
    expect(first?.body).toMatch(/^hello\n\n--\n/);
    expect(link().get("Action")).toBe("Unsubscribe");
    expect(link().get("SubscriptionArn")).toBe(subscription);
    const told = cloud.lineage().find((each) => each.kind === "sns.delivery" && each.subject === messageId);
    expect(told).toMatchObject({ outcome: "ok", resource: subscription });
  });

  it("that its link has ended is told so, and can be taken back", async () => {
    const SubscriptionArn = await subscribe("email");
    await confirm();
    await cloud.call(SNS.Unsubscribe, { SubscriptionArn }, ANONYMOUS);
    await publish({ Message: "nobody hears" });
    expect(sends()[0]).toMatchObject({
      kind: "unsubscribe-confirmation",
      subject: "AWS Notification - Unsubscribe Confirmation",
    });
    await confirm();
    await publish({ Message: "again" });
    expect(sends()[0]?.body).toMatch(/^again/);
  });

  it("gets the envelope when it asks for JSON, of confirmations too", async () => {
    await subscribe("email-json");
    const asked = JSON.parse(sends()[0]?.body ?? "");
    expect(asked).toMatchObject({ Type: "SubscriptionConfirmation", TopicArn });
    await cloud.call(SNS.ConfirmSubscription, { TopicArn, Token: asked.Token });
    const texts = { default: "for all", "email-json": "for programs" };
    const MessageId = await publish({ Message: JSON.stringify(texts), MessageStructure: "json" });
    expect(sends()[0]).toMatchObject({ protocol: "email-json", subject: "AWS Notification Message" });
    expect(JSON.parse(sends()[0]?.body ?? "")).toMatchObject({
      Type: "Notification",
      MessageId,
      Message: "for programs",
      Signature: expect.stringMatching(/./),
    });
  });

  it("is metered as SMTP and counted as delivered", async () => {
    await subscribe("email");
    await confirm();
    await publish({ Message: "hello" });
    await cloud.advance(60_000);
    expect(cloud.usage()).toContainEqual(
      expect.objectContaining({ usageType: "DeliveryAttempts-SMTP", quantity: 1, resource: TopicArn }),
    );
    const delivered = cloud.metrics().filter((each) => each.name === "NumberOfNotificationsDelivered");
    expect(delivered).toMatchObject([{ dimensions: { TopicName: "news" } }]);
  });

  it.each([
    ["email", "nobody", {}, "Invalid parameter: Email address"],
    ["email", "a b@example.com", {}, "Invalid parameter: Email address"],
    ["email", "arn:aws:sqs:us-east-1:000000000000:a@example.com", {}, "Invalid parameter: Email address"],
    ["email-json", "a@localhost", {}, "Invalid parameter: Email address"],
    ["email", "", {}, "Invalid parameter: Endpoint"],
    [
      "email",
      READER,
      { RawMessageDelivery: "true" },
      "Invalid parameter: Attributes Reason: Delivery protocol [email] does not support raw message delivery.",
    ],
    [
      "email",
      READER,
      { DeliveryPolicy: "{}" },
      "Invalid parameter: Attributes Reason: DeliveryPolicy: Delivery protocol [email] does not support DeliveryPolicy.",
    ],
  ])("of %s to %j with %j is refused: %s", async (Protocol, Endpoint, Attributes, sentence) => {
    const refusal = cloud.call(SNS.Subscribe, { TopicArn, Protocol, Endpoint, Attributes });
    await expect(refusal).rejects.toMatchObject({ code: "InvalidParameterException", message: sentence });
    await cloud.settle();
    expect(sends()).toEqual([]);
    expect((await cloud.call(SNS.ListSubscriptions, {})).Subscriptions).toEqual([]);
  });
});
