import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { type Neighbours, neighbours } from "../neighbours.fixture.ts";
import { outboxPage, type ShownSend } from "../outbox/outbox.ts";
import { sns } from "../service.ts";

const APPLICATION = "arn:aws:sns:us-east-1:000000000000:app/GCM/quiz";

let cloud: TestPlatform;
let others: Neighbours;
let TopicArn: string;

beforeEach(async () => {
  others = neighbours();
  cloud = await startTestPlatform({ services: [sns, ...others.services] });
  TopicArn = (await cloud.call(SNS.CreateTopic, { Name: "news" })).TopicArn ?? "";
  await createApplication();
});
afterEach(() => cloud.stop());

async function createApplication(Platform = "GCM", attributes: Record<string, string> = {}): Promise<string> {
  const Attributes = { PlatformCredential: "secret", ...attributes };
  const { PlatformApplicationArn = "" } = await cloud.call(SNS.CreatePlatformApplication, {
    Name: "quiz",
    Platform,
    Attributes,
  });
  return PlatformApplicationArn;
}

async function createEndpoint(Token: string, rest: object = {}, PlatformApplicationArn = APPLICATION): Promise<string> {
  const { EndpointArn = "" } = await cloud.call(SNS.CreatePlatformEndpoint, { PlatformApplicationArn, Token, ...rest });
  return EndpointArn;
}

async function attributesOf(EndpointArn: string): Promise<Readonly<Record<string, string>>> {
  return (await cloud.call(SNS.GetEndpointAttributes, { EndpointArn })).Attributes ?? {};
}

const disable = (EndpointArn: string) =>
  cloud.call(SNS.SetEndpointAttributes, { EndpointArn, Attributes: { Enabled: "false" } });

async function subscribe(Endpoint: string, Attributes: Record<string, string> = {}): Promise<string> {
  const input = { TopicArn, Protocol: "application", Endpoint, Attributes };
  return (await cloud.call(SNS.Subscribe, input)).SubscriptionArn ?? "";
}

async function publish(input: object): Promise<string> {
  const { MessageId = "" } = await cloud.call(SNS.Publish, { Message: "hello", ...input });
  await cloud.settle();
  return MessageId;
}

function sends(): readonly ShownSend[] {
  return cloud.scope().read((at) => outboxPage(at, { limit: 100 })).sends;
}

/** The sums of a metric, by its dimensions. */
function sums(name: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const each of cloud.metrics().filter((batch) => batch.name === name)) {
    const key = JSON.stringify(each.dimensions);
    for (const [value, count] of each.values) found[key] = (found[key] ?? 0) + value * count;
  }
  return found;
}

describe("platform applications", () => {
  it("are made once, shown without their secrets, and listed", async () => {
    expect(await createApplication()).toBe(APPLICATION);
    await expect(createApplication("GCM", { PlatformCredential: "other" })).rejects.toThrow(
      "Invalid parameter: Name Reason: An application with the same name but different properties already exists",
    );
    const certificate = await createApplication("APNS", { PlatformPrincipal: "certificate" });
    const { PlatformApplications } = await cloud.call(SNS.ListPlatformApplications, {});
    expect(PlatformApplications).toEqual([
      { PlatformApplicationArn: certificate, Attributes: { Enabled: "true", AuthenticationMethod: "certificate" } },
      { PlatformApplicationArn: APPLICATION, Attributes: { Enabled: "true", AuthenticationMethod: "key" } },
    ]);
  });

  it("change their credentials", async () => {
    await cloud.call(SNS.SetPlatformApplicationAttributes, {
      PlatformApplicationArn: APPLICATION,
      Attributes: { PlatformCredential: '{"private_key":"k"}' },
    });
    const shown = await cloud.call(SNS.GetPlatformApplicationAttributes, { PlatformApplicationArn: APPLICATION });
    expect(shown.Attributes).toEqual({ Enabled: "true", AuthenticationMethod: "token" });
    await expect(createApplication()).rejects.toThrow("different properties");
  });

  it("take their endpoints along, and may be deleted twice", async () => {
    const endpoint = await createEndpoint("a");
    for (let time = 0; time < 2; time++) {
      await cloud.call(SNS.DeletePlatformApplication, { PlatformApplicationArn: APPLICATION });
    }
    await expect(attributesOf(endpoint)).rejects.toThrow("Endpoint does not exist");
    await createApplication();
    expect(await createEndpoint("a")).not.toBe(endpoint);
  });

  it("and their endpoints are listed in pages of a hundred", async () => {
    for (let index = 0; index < 120; index++) {
      await createEndpoint(`token ${index}`);
      const Attributes = { PlatformCredential: "c" };
      await cloud.call(SNS.CreatePlatformApplication, { Name: `a${index}`, Platform: "GCM", Attributes });
    }
    const first = await cloud.call(SNS.ListEndpointsByPlatformApplication, { PlatformApplicationArn: APPLICATION });
    const { NextToken } = first;
    const input = { PlatformApplicationArn: APPLICATION, NextToken };
    const second = await cloud.call(SNS.ListEndpointsByPlatformApplication, input);
    const tokens = [...(first.Endpoints ?? []), ...(second.Endpoints ?? [])].map((each) => each.Attributes?.Token);
    expect([first.Endpoints?.length, new Set(tokens).size, second.NextToken]).toEqual([100, 120, undefined]);
    const page = await cloud.call(SNS.ListPlatformApplications, {});
    const rest = await cloud.call(SNS.ListPlatformApplications, { NextToken: page.NextToken });
    expect([page.PlatformApplications?.length, rest.PlatformApplications?.length]).toEqual([100, 21]);
  });
});

describe("platform endpoints", () => {
  it("are one for a token and its attributes", async () => {
    const endpoint = await createEndpoint("a", { CustomUserData: "mine" });
    expect(await createEndpoint("a", { CustomUserData: "mine" })).toBe(endpoint);
    await expect(createEndpoint("a", { CustomUserData: "yours" })).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: `Invalid parameter: Token Reason: Endpoint ${endpoint} already exists with the same Token, but different attributes.`,
    });
    await expect(createEndpoint("a", { CustomUserData: "mine", Attributes: { Enabled: "false" } })).rejects.toThrow(
      "already exists",
    );
    await disable(endpoint);
    // Made again, it stays disabled.
    expect(await createEndpoint("a", { CustomUserData: "mine" })).toBe(endpoint);
    expect(await attributesOf(endpoint)).toEqual({ Enabled: "false", Token: "a", CustomUserData: "mine" });
  });

  it("are subscribed by their own account alone", async () => {
    const endpoint = await createEndpoint("a");
    const caller = { kind: "user", account: "111111111111", arn: "a", userId: "u", accessKeyId: "k" } as const;
    const input = { TopicArn, Protocol: "application", Endpoint: endpoint };
    await expect(cloud.call(SNS.Subscribe, input, { account: "111111111111", caller })).rejects.toThrow(
      `Endpoint does not exist for endpoint ${endpoint}`,
    );
    const first = await subscribe(endpoint);
    expect(await subscribe(endpoint)).toBe(first);
  });

  it("change their token, and give the old one free", async () => {
    const [one, other] = [await createEndpoint("a"), await createEndpoint("b")];
    const set = (Token: string) => cloud.call(SNS.SetEndpointAttributes, { EndpointArn: one, Attributes: { Token } });
    await expect(set("b")).rejects.toThrow(`Endpoint ${other} already exists with the same Token`);
    await set("c");
    expect((await attributesOf(one)).Token).toBe("c");
    expect(await createEndpoint("c")).toBe(one);
    expect(await createEndpoint("a")).not.toBe(one);
  });

  it("of Apple show their token in lower case, those of Baidu are known by their channel", async () => {
    const apple = await createApplication("APNS_SANDBOX", { PlatformPrincipal: "p", ApplePlatformTeamID: "team" });
    const phone = await createEndpoint("ABC", {}, apple);
    expect((await attributesOf(phone)).Token).toBe("abc");
    expect(await createEndpoint("abc", {}, apple)).toBe(phone);
    const baidu = await createApplication("BAIDU", { PlatformPrincipal: "p" });
    const Attributes = { ChannelId: "channel", UserId: "user" };
    await expect(createEndpoint("other", { Attributes }, baidu)).rejects.toThrow("ChannelId");
    const device = await createEndpoint("channel", { Attributes }, baidu);
    expect(await attributesOf(device)).toEqual({ Enabled: "true", Token: "channel", ...Attributes });
  });

  it("may be deleted twice", async () => {
    const EndpointArn = await createEndpoint("a");
    for (let time = 0; time < 2; time++) await cloud.call(SNS.DeleteEndpoint, { EndpointArn });
    await expect(attributesOf(EndpointArn)).rejects.toMatchObject({ code: "NotFoundException" });
    expect(await createEndpoint("a")).not.toBe(EndpointArn);
  });
});

describe("a push notification", () => {
  it("to an endpoint is in the outbox once Publish has answered", async () => {
    const TargetArn = await createEndpoint("device", { CustomUserData: "not for the carrier" });
    const MessageAttributes = {
      "AWS.SNS.MOBILE.FCM.TTL": { DataType: "Number", StringValue: "60" },
      own: { DataType: "String", StringValue: "not for devices" },
    };
    const { MessageId } = await cloud.call(SNS.Publish, { TargetArn, Message: "hello", MessageAttributes });
    expect(sends()).toMatchObject([
      { kind: "notification", protocol: "application", to: TargetArn, body: "hello", messageId: MessageId },
    ]);
    expect(sends()[0]?.details).toEqual({
      Platform: "GCM",
      Application: "quiz",
      Token: "device",
      "AWS.SNS.MOBILE.FCM.TTL": "60",
    });
    const told = cloud.lineage().filter((each) => each.kind === "sns.delivery");
    expect(told).toMatchObject([{ outcome: "ok", resource: TargetArn, subject: MessageId }]);
  });

  it("carries the text of its platform, and needs no default when it is sent to one endpoint", async () => {
    const TargetArn = await createEndpoint("device");
    const send = (texts: object) => publish({ TargetArn, Message: JSON.stringify(texts), MessageStructure: "json" });
    await send({ GCM: "for GCM", APNS: "for APNS" });
    await send({ default: "for all", APNS: "for APNS" });
    await expect(send({ APNS: "for APNS" })).rejects.toThrow(
      "Invalid parameter: Message Structure - No default entry in JSON message body",
    );
    expect(sends().map((each) => each.body)).toEqual(["for all", "for GCM"]);
  });

  it("to an endpoint that is disabled is refused", async () => {
    const TargetArn = await createEndpoint("device");
    await disable(TargetArn);
    await expect(publish({ TargetArn })).rejects.toMatchObject({ code: "EndpointDisabledException" });
    expect(sends()).toEqual([]);
    await cloud.call(SNS.SetEndpointAttributes, { EndpointArn: TargetArn, Attributes: { Enabled: "true" } });
    await publish({ TargetArn });
    expect(sends()).toHaveLength(1);
  });

  it("reaches the subscribers of a topic, each in the text of its platform, filtered by it", async () => {
    const apple = await createApplication("APNS", { PlatformPrincipal: "p" });
    const [one, other] = [await createEndpoint("google"), await createEndpoint("apple", {}, apple)];
    const body = { FilterPolicyScope: "MessageBody", FilterPolicy: '{"for":["google"]}' };
    const subscriptions = [await subscribe(one, body), await subscribe(other)];
    const Message = JSON.stringify({ default: "{}", GCM: '{"for":"google"}', APNS: "for Apple" });
    const messageId = await publish({ TopicArn, Message, MessageStructure: "json" });
    const told = sends().toSorted((left, right) => (left.body < right.body ? -1 : 1));
    expect(told).toMatchObject([
      { to: other, body: "for Apple", messageId, topicArn: TopicArn, subscriptionArn: subscriptions[1] },
      { to: one, body: '{"for":"google"}', messageId, topicArn: TopicArn, subscriptionArn: subscriptions[0] },
    ]);
    const { Attributes } = await cloud.call(SNS.GetSubscriptionAttributes, { SubscriptionArn: subscriptions[0] ?? "" });
    expect(Attributes).toMatchObject({ PendingConfirmation: "false", Protocol: "application" });
  });

  it.each([
    ["disabled", disable],
    ["deleted", (EndpointArn: string) => cloud.call(SNS.DeleteEndpoint, { EndpointArn })],
  ])("to a subscriber whose endpoint is %s goes to the dead-letter queue", async (state, change) => {
    const endpoint = await createEndpoint("device");
    const deadLetterTargetArn = "arn:aws:sqs:us-east-1:000000000000:failed";
    await subscribe(endpoint, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) });
    await change(endpoint);
    await publish({ TopicArn });
    expect(sends()).toEqual([]);
    const told = cloud.lineage().filter((each) => each.kind === "sns.delivery");
    expect(told).toMatchObject([{ outcome: "dead-lettered", reason: expect.stringContaining(state) }]);
    expect(others.sent).toMatchObject([{ queue: "failed" }]);
  });

  it("is counted by application and platform, and metered by its platform", async () => {
    const endpoint = await createEndpoint("device");
    await subscribe(endpoint);
    await publish({ TargetArn: endpoint });
    await publish({ TopicArn });
    await cloud.advance(60_000);
    const [application, both, platform] = [
      '{"Application":"quiz"}',
      '{"Application":"quiz","Platform":"GCM"}',
      '{"Platform":"GCM"}',
    ];
    expect(sums("NumberOfMessagesPublished")).toEqual({
      '{"TopicName":"news"}': 1,
      [application]: 1,
      [both]: 1,
      [platform]: 1,
    });
    expect(sums("NumberOfNotificationsDelivered")).toEqual({
      '{"TopicName":"news"}': 1,
      [application]: 2,
      [both]: 2,
      [platform]: 2,
    });
    const metered = cloud.usage().filter((each) => each.usageType === "DeliveryAttempts-GCM");
    expect(metered.map(({ resource, quantity }) => [resource, quantity]).toSorted()).toEqual(
      [
        [endpoint, 1],
        [TopicArn, 1],
      ].toSorted(),
    );
  });
});
