import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { type Neighbours, neighbours } from "../neighbours.fixture.ts";
import { outboxPage, type ShownSend } from "../outbox/outbox.ts";
import { sns } from "../service.ts";
import { countryOf } from "./country.ts";
import { messageParts } from "./message-parts.ts";
import { optOut } from "./opted-out.ts";

const PHONE = "+12065550100";
const DAY = 86_400_000;

let cloud: TestPlatform;
let others: Neighbours;
let TopicArn: string;

beforeEach(async () => {
  others = neighbours();
  cloud = await startTestPlatform({ services: [sns, ...others.services] });
  TopicArn = (await cloud.call(SNS.CreateTopic, { Name: "news" })).TopicArn ?? "";
});
afterEach(() => cloud.stop());

async function subscribe(Attributes: Record<string, string> = {}): Promise<string> {
  const input = { TopicArn, Protocol: "sms", Endpoint: PHONE, Attributes };
  return (await cloud.call(SNS.Subscribe, input)).SubscriptionArn ?? "";
}

const text = (StringValue: string, DataType = "String") => ({ DataType, StringValue });

async function publish(input: object): Promise<string> {
  const { MessageId = "" } = await cloud.call(SNS.Publish, { Message: "hello", ...input });
  await cloud.settle();
  return MessageId;
}

function sends(): readonly ShownSend[] {
  return cloud.scope().read((at) => outboxPage(at, { limit: 100 })).sends;
}

function deliveries() {
  return cloud.lineage().filter((each) => each.kind === "sns.delivery");
}

/** The sums of a metric, by its dimensions. */
function sums(name: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const each of cloud.metrics().filter((batch) => batch.name === name)) {
    const key = Object.entries(each.dimensions)
      .map(([dimension, value]) => `${dimension}=${value}`)
      .toSorted()
      .join();
    for (const [value, count] of each.values) found[key] = (found[key] ?? 0) + value * count;
  }
  return found;
}

describe("a text message to a phone number", () => {
  it("is in the outbox with what its attributes ask for, once Publish has answered", async () => {
    const { MessageId } = await cloud.call(SNS.Publish, {
      PhoneNumber: PHONE,
      Message: "hello",
      MessageAttributes: {
        "AWS.SNS.SMS.SenderID": text("Sluice"),
        "AWS.SNS.SMS.SMSType": text("Transactional"),
        "AWS.SNS.SMS.MaxPrice": text("0.50", "Number"),
        own: text("not for the phone"),
      },
    });
    expect(sends()).toMatchObject([
      {
        kind: "notification",
        protocol: "sms",
        to: PHONE,
        from: "Sluice",
        body: "hello",
        messageId: MessageId,
        details: {
          "AWS.SNS.SMS.SenderID": "Sluice",
          "AWS.SNS.SMS.SMSType": "Transactional",
          "AWS.SNS.SMS.MaxPrice": "0.50",
          SMSType: "Transactional",
          Country: "US",
          Parts: "1",
        },
      },
    ]);
    expect(sends()[0]?.details).not.toHaveProperty("own");
    const published = cloud.lineage().find((each) => each.kind === "sns.published");
    expect(deliveries()).toMatchObject([{ outcome: "ok", subject: MessageId, parent: published?.id }]);
  });

  it("that was acknowledged is there after a restart, and so is one on its way from a topic", async () => {
    await subscribe();
    await cloud.call(SNS.Publish, { PhoneNumber: PHONE, Message: "direct" });
    await cloud.call(SNS.Publish, { TopicArn, Message: "from a topic" });
    await cloud.restart();
    await cloud.settle();
    const bodies = new Set(sends().map((each) => each.body));
    expect(bodies).toEqual(new Set(["direct", "from a topic"]));
  });

  it("follows the account's defaults, which its attributes override", async () => {
    await cloud.call(SNS.SetSMSAttributes, {
      attributes: { DefaultSenderID: "Quiz", DefaultSMSType: "Transactional" },
    });
    await cloud.call(SNS.SetSMSAttributes, { attributes: { DefaultSenderID: "Exam" } });
    const all = { DefaultSenderID: "Exam", DefaultSMSType: "Transactional" };
    expect(await cloud.call(SNS.GetSMSAttributes, {})).toEqual({ attributes: all });
    const one = await cloud.call(SNS.GetSMSAttributes, { attributes: ["DefaultSenderID", "MonthlySpendLimit"] });
    expect(one).toEqual({ attributes: { DefaultSenderID: "Exam" } });
    await publish({ PhoneNumber: PHONE });
    await publish({ PhoneNumber: PHONE, MessageAttributes: { "AWS.SNS.SMS.SMSType": text("Promotional") } });
    expect(sends().map(({ from, details }) => [from, details.SMSType])).toEqual([
      ["Exam", "Promotional"],
      ["Exam", "Transactional"],
    ]);
  });

  it("goes by AWS's defaults again once the account's are empty", async () => {
    await cloud.call(SNS.SetSMSAttributes, {
      attributes: { DefaultSenderID: "Quiz", DefaultSMSType: "Transactional" },
    });
    // What Terraform sends when it deletes an account's preferences: all there are.
    const names = [
      "DefaultSenderID",
      "DefaultSMSType",
      "DeliveryStatusIAMRole",
      "DeliveryStatusSuccessSamplingRate",
      "MonthlySpendLimit",
      "UsageReportS3Bucket",
    ];
    const attributes = Object.fromEntries(names.map((name) => [name, ""]));
    await cloud.call(SNS.SetSMSAttributes, { attributes });
    expect(await cloud.call(SNS.GetSMSAttributes, {})).toEqual({ attributes: {} });
    await publish({ PhoneNumber: PHONE });
    expect(sends()[0]?.details.SMSType).toBe("Promotional");
    expect(sends()[0]?.from).toBeUndefined();
  });

  it("takes the text of MessageStructure that is meant for phones", async () => {
    const Message = JSON.stringify({ default: "for all", sms: "for phones" });
    await publish({ PhoneNumber: PHONE, Message, MessageStructure: "json" });
    expect(sends()[0]?.body).toBe("for phones");
  });

  it("is metered by its parts and counted under its number, type and country", async () => {
    await publish({ PhoneNumber: PHONE, Message: "x".repeat(161) });
    await cloud.scope().write((at) => optOut(at, PHONE));
    await publish({ PhoneNumber: PHONE, Message: "12345" });
    await cloud.advance(60_000);
    expect(cloud.usage()).toContainEqual(
      expect.objectContaining({ usageType: "DeliveryAttempts-SMS", quantity: 2, resource: PHONE }),
    );
    const byNumber = `PhoneNumber=${PHONE}`;
    expect(sums("NumberOfMessagesPublished")).toEqual({ [byNumber]: 2 });
    expect(sums("PublishSize")).toEqual({ [byNumber]: 166 });
    expect(sums("NumberOfNotificationsDelivered")).toEqual({ [byNumber]: 1 });
    expect(sums("NumberOfNotificationsFailed")).toEqual({ [byNumber]: 1 });
    expect(sums("SMSSuccessRate")).toEqual({ "Country=US,SMSType=Promotional": 1 });
  });
});

describe("a phone that is subscribed to a topic", () => {
  it("is confirmed at once, and hears messages behind the display name", async () => {
    const subscription = await subscribe();
    const MessageId = await publish({ TopicArn });
    await cloud.call(SNS.SetTopicAttributes, { TopicArn, AttributeName: "DisplayName", AttributeValue: "News" });
    await publish({ TopicArn });
    expect(sends().map((each) => each.body)).toEqual(["NEWS> hello", "hello"]);
    expect(sends()[1]).toMatchObject({ messageId: MessageId, topicArn: TopicArn, subscriptionArn: subscription });
    const { Attributes } = await cloud.call(SNS.GetSubscriptionAttributes, { SubscriptionArn: subscription });
    expect(Attributes).toMatchObject({ PendingConfirmation: "false", Endpoint: PHONE, Protocol: "sms" });
  });

  it.each([
    ["whose owner opted out", {}, "opted out", true],
    ["for whom the text is too long", { Message: "x".repeat(1_601) }, "1600", false],
    ["under a type that there is not", { MessageAttributes: { "AWS.SNS.SMS.SMSType": text("x") } }, "SMSType", false],
  ])("%s hears nothing, and the message goes to the dead-letter queue", async (_, input, reason, isOptedOut) => {
    const deadLetterTargetArn = "arn:aws:sqs:us-east-1:000000000000:failed";
    await subscribe({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) });
    if (isOptedOut) await cloud.scope().write((at) => optOut(at, PHONE));
    await publish({ TopicArn, ...input });
    expect(sends()).toEqual([]);
    expect(deliveries()).toMatchObject([{ outcome: "dead-lettered", reason: expect.stringContaining(reason) }]);
    expect(others.sent).toMatchObject([{ queue: "failed" }]);
    expect(cloud.usage().some((each) => each.usageType === "DeliveryAttempts-SMS")).toBe(false);
  });
});

describe("opting out", () => {
  it("is listed, and taken back once in 30 days", async () => {
    const isOut = () => cloud.call(SNS.CheckIfPhoneNumberIsOptedOut, { phoneNumber: PHONE });
    expect(await isOut()).toEqual({ isOptedOut: false });
    await cloud.scope().write((at) => optOut(at, PHONE));
    expect(await isOut()).toEqual({ isOptedOut: true });
    expect(await cloud.call(SNS.ListPhoneNumbersOptedOut, {})).toEqual({ phoneNumbers: [PHONE] });
    await cloud.call(SNS.OptInPhoneNumber, { phoneNumber: PHONE });
    expect(await isOut()).toEqual({ isOptedOut: false });
    await cloud.scope().write((at) => optOut(at, PHONE));
    await cloud.advance(30 * DAY - 1);
    await expect(cloud.call(SNS.OptInPhoneNumber, { phoneNumber: PHONE })).rejects.toThrow("only once every 30 days");
    await cloud.advance(1);
    await cloud.call(SNS.OptInPhoneNumber, { phoneNumber: PHONE });
    expect(await cloud.call(SNS.ListPhoneNumbersOptedOut, {})).toEqual({ phoneNumbers: [] });
  });

  it("is listed in pages of a hundred", async () => {
    await cloud.scope().write((at) => {
      for (let index = 0; index < 120; index++) optOut(at, `+1206555${1_000 + index}`);
    });
    const first = await cloud.call(SNS.ListPhoneNumbersOptedOut, {});
    const { nextToken } = first;
    const second = await cloud.call(SNS.ListPhoneNumbersOptedOut, { nextToken });
    expect([first.phoneNumbers?.length, second.phoneNumbers?.length, second.nextToken]).toEqual([100, 20, undefined]);
    expect(new Set([...(first.phoneNumbers ?? []), ...(second.phoneNumbers ?? [])]).size).toBe(120);
  });
});

describe("the SMS sandbox", () => {
  const create = (PhoneNumber = PHONE) => cloud.call(SNS.CreateSMSSandboxPhoneNumber, { PhoneNumber });
  const verify = (OneTimePassword: string) =>
    cloud.call(SNS.VerifySMSSandboxPhoneNumber, { PhoneNumber: PHONE, OneTimePassword });
  const remove = () => cloud.call(SNS.DeleteSMSSandboxPhoneNumber, { PhoneNumber: PHONE });
  const password = () => sends()[0]?.details.OneTimePassword ?? "";
  const list = async () => (await cloud.call(SNS.ListSMSSandboxPhoneNumbers, {})).PhoneNumbers;

  it("verifies a phone by the password in the outbox, and lets it go a day later", async () => {
    await create();
    const [first] = [password()];
    await create();
    expect(await list()).toEqual([{ PhoneNumber: PHONE, Status: "Pending" }]);
    expect(sends()[0]).toMatchObject({
      kind: "one-time-password",
      to: PHONE,
      body: expect.stringContaining(password()),
    });
    await expect(verify(first)).rejects.toMatchObject({ code: "VerificationException" });
    await verify(password());
    expect(await list()).toEqual([{ PhoneNumber: PHONE, Status: "Verified" }]);
    await expect(create()).rejects.toMatchObject({ code: "UserErrorException" });
    await cloud.advance(DAY - 1);
    await expect(remove()).rejects.toMatchObject({ code: "UserErrorException" });
    await cloud.advance(1);
    await remove();
    expect(await list()).toEqual([]);
    await expect(remove()).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });

  it("sends five passwords a day, each good for a day", async () => {
    for (let time = 0; time < 5; time++) await create();
    await expect(create()).rejects.toMatchObject({ code: "ThrottledException" });
    await cloud.advance(DAY);
    await expect(verify(password())).rejects.toMatchObject({ code: "VerificationException" });
    await create();
    await verify(password());
  });

  it("has ten phones, none of whom has opted out, and lists them in pages", async () => {
    for (let index = 0; index < 10; index++) await create(`+1206555010${index}`);
    await expect(create("+12065550200")).rejects.toMatchObject({ code: "UserErrorException" });
    const first = await cloud.call(SNS.ListSMSSandboxPhoneNumbers, { MaxResults: 7 });
    const second = await cloud.call(SNS.ListSMSSandboxPhoneNumbers, { MaxResults: 7, NextToken: first.NextToken });
    expect([first.PhoneNumbers.length, second.PhoneNumbers.length, second.NextToken]).toEqual([7, 3, undefined]);
    await cloud.scope().write((at) => optOut(at, PHONE));
    await expect(create()).rejects.toMatchObject({ code: "OptedOutException" });
  });

  it("holds nobody here, and nobody has bought a number", async () => {
    expect(await cloud.call(SNS.GetSMSSandboxAccountStatus, {})).toEqual({ IsInSandbox: false });
    expect(await cloud.call(SNS.ListOriginationNumbers, {})).toEqual({ PhoneNumbers: [] });
  });
});

it.each([
  ["+12065550100", "US"],
  ["+14165550100", "CA"],
  ["+18765550100", "JM"],
  ["+77015550100", "KZ"],
  ["+79015550100", "RU"],
  ["+4915112345678", "DE"],
  ["+999123", undefined],
])("%s is a phone of %s", (number, country) => expect(countryOf(number)).toBe(country));

it.each([
  ["x".repeat(160), 1],
  ["x".repeat(161), 2],
  ["[".repeat(80), 1],
  ["[".repeat(81), 2],
  ["é".repeat(160), 1],
  ["ж".repeat(70), 1],
  ["ж".repeat(71), 2],
  ["x".repeat(460), 4],
])("%s has %d parts", (message, parts) => expect(messageParts(message)).toBe(parts));
