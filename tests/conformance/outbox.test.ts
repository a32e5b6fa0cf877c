/** What SNS sends to the outside world, as a user with an SDK and a mailbox sees it. */
import {
  CreatePlatformApplicationCommand,
  CreatePlatformEndpointCommand,
  CreateSMSSandboxPhoneNumberCommand,
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetEndpointAttributesCommand,
  SetSMSAttributesCommand,
  SNSClient,
  SubscribeCommand,
  VerifySMSSandboxPhoneNumberCommand,
} from "@aws-sdk/client-sns";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { ask, startWireCloud, type WireCloud } from "../harness/wire.ts";

const PHONE = "+12065550100";

let cloud: WireCloud;
let sns: SNSClient;
beforeAll(async () => {
  cloud = await startWireCloud({ clock: "virtual" });
  sns = new SNSClient(cloud.clientConfig);
});
afterAll(() => cloud.close());
afterEach(() => expect(cloud.errors).toEqual([]));

interface Send {
  readonly kind: string;
  readonly subject?: string;
  readonly body: string;
  readonly messageId: string;
  readonly from?: string;
  readonly details: Readonly<Record<string, string>>;
}

/** What was sent to a receiver, the newest first. */
async function outbox(to: string): Promise<readonly Send[]> {
  await cloud.settle();
  const answer = await ask(cloud, { method: "GET", path: `/_sluice/outbox?to=${encodeURIComponent(to)}` });
  return JSON.parse(answer.body).sends;
}

/** Follows the link in an e-mail. */
async function visit(send: Send | undefined): Promise<number> {
  const link = new URL(/http:\S+/.exec(send?.body ?? "")?.[0] ?? "");
  expect(link.origin).toBe(cloud.endpoint);
  return (await ask(cloud, { method: "GET", path: link.pathname + link.search })).status;
}

it("an e-mail subscription is confirmed, used, ended and taken back by its links", async () => {
  const reader = "reader@example.com";
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "news", Attributes: { DisplayName: "News" } }));
  const subscribe = new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: reader });
  expect((await sns.send(subscribe)).SubscriptionArn).toBe("pending confirmation");
  expect(await visit((await outbox(reader))[0])).toBe(200);
  const { SubscriptionArn } = await sns.send(subscribe);
  const shown = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(shown.Attributes).toMatchObject({ PendingConfirmation: "false", ConfirmationWasAuthenticated: "false" });
  const { MessageId } = await sns.send(new PublishCommand({ TopicArn, Message: "hello", Subject: "Hi" }));
  const [mail] = await outbox(reader);
  expect(mail).toMatchObject({ subject: "Hi", messageId: MessageId, from: "News <no-reply@sns.amazonaws.com>" });
  expect(await visit(mail)).toBe(200);
  const list = new ListSubscriptionsByTopicCommand({ TopicArn });
  expect((await sns.send(list)).Subscriptions).toEqual([]);
  expect(await visit((await outbox(reader))[0])).toBe(200);
  expect((await sns.send(list)).Subscriptions).toHaveLength(1);
});

it("a text message is published to a phone with its attributes and the account's defaults", async () => {
  await sns.send(new SetSMSAttributesCommand({ attributes: { DefaultSMSType: "Transactional" } }));
  const SenderID = { DataType: "String", StringValue: "Sluice" };
  const { MessageId } = await sns.send(
    new PublishCommand({
      PhoneNumber: PHONE,
      Message: "hello",
      MessageAttributes: { "AWS.SNS.SMS.SenderID": SenderID },
    }),
  );
  expect((await outbox(PHONE))[0]).toMatchObject({
    body: "hello",
    messageId: MessageId,
    from: "Sluice",
    details: { SMSType: "Transactional", Country: "US" },
  });
  await expect(sns.send(new PublishCommand({ PhoneNumber: "555", Message: "hello" }))).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: "Invalid parameter: PhoneNumber Reason: 555 is not valid to publish to",
  });
});

it("a phone of the sandbox is verified by the password in the outbox", async () => {
  const PhoneNumber = "+12065550101";
  await sns.send(new CreateSMSSandboxPhoneNumberCommand({ PhoneNumber }));
  const OneTimePassword = (await outbox(PhoneNumber))[0]?.details["OneTimePassword"] ?? "";
  const verify = (password: string) =>
    sns.send(new VerifySMSSandboxPhoneNumberCommand({ PhoneNumber, OneTimePassword: password }));
  await expect(verify(OneTimePassword === "000000" ? "000001" : "000000")).rejects.toMatchObject({
    name: "VerificationException",
  });
  await verify(OneTimePassword);
});

it("a push notification is published to a device until it is disabled", async () => {
  const application = { Name: "quiz", Platform: "GCM", Attributes: { PlatformCredential: "secret" } };
  const { PlatformApplicationArn } = await sns.send(new CreatePlatformApplicationCommand(application));
  const { EndpointArn = "" } = await sns.send(
    new CreatePlatformEndpointCommand({ PlatformApplicationArn, Token: "device" }),
  );
  const Message = JSON.stringify({ GCM: '{"notification":{"body":"hello"}}' });
  const publish = new PublishCommand({ TargetArn: EndpointArn, Message, MessageStructure: "json" });
  await sns.send(publish);
  expect(await outbox(EndpointArn)).toMatchObject([
    { body: '{"notification":{"body":"hello"}}', details: { Platform: "GCM", Token: "device" } },
  ]);
  await sns.send(new SetEndpointAttributesCommand({ EndpointArn, Attributes: { Enabled: "false" } }));
  await expect(sns.send(publish)).rejects.toMatchObject({ name: "EndpointDisabledException" });
});
