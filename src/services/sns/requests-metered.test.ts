/** Every request counts towards what AWS bills, whatever it asks for. */
import { beforeAll, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import type { Operation } from "../../schema/model.ts";
import { SNS } from "../../schema/generated/sns.ts";
import { sns } from "./service.ts";
import { tokens } from "./keyspaces.ts";

const PHONE = "+12065550100";

let cloud: TestPlatform;
let TopicArn = "";
let PlatformApplicationArn = "";
let Token = "";
beforeAll(async () => {
  cloud = await startTestPlatform({ services: [sns] });
  TopicArn = (await cloud.call(SNS.CreateTopic, { Name: "orders" })).TopicArn ?? "";
  const application = { Name: "app", Platform: "GCM", Attributes: { PlatformCredential: "c" } };
  ({ PlatformApplicationArn = "" } = await cloud.call(SNS.CreatePlatformApplication, application));
  await cloud.call(SNS.Subscribe, { TopicArn, Protocol: "email", Endpoint: "someone@a.example" });
  Token = cloud.store.read((tx) => [...tokens.keys(tx, [])][0]?.[0] ?? "");
  return () => cloud.stop();
});

function requests(): number {
  return cloud
    .usage()
    .filter(({ usageType }) => usageType === "Requests-Tier1")
    .reduce((sum, { quantity }) => sum + quantity, 0);
}

it.each<[Operation, () => object]>([
  [SNS.ListTopics, () => ({})],
  [SNS.ListSubscriptions, () => ({})],
  [SNS.ListSubscriptionsByTopic, () => ({ TopicArn })],
  [SNS.ListTagsForResource, () => ({ ResourceArn: TopicArn })],
  [SNS.GetTopicAttributes, () => ({ TopicArn })],
  [SNS.GetDataProtectionPolicy, () => ({ ResourceArn: TopicArn })],
  [SNS.ConfirmSubscription, () => ({ TopicArn, Token })],
  [SNS.ListPlatformApplications, () => ({})],
  [SNS.ListEndpointsByPlatformApplication, () => ({ PlatformApplicationArn })],
  [SNS.CheckIfPhoneNumberIsOptedOut, () => ({ phoneNumber: PHONE })],
  [SNS.ListPhoneNumbersOptedOut, () => ({})],
  [SNS.OptInPhoneNumber, () => ({ phoneNumber: PHONE })],
  [SNS.GetSMSAttributes, () => ({})],
  [SNS.SetSMSAttributes, () => ({ attributes: { DefaultSenderID: "Quiz" } })],
  [SNS.ListOriginationNumbers, () => ({})],
  [SNS.GetSMSSandboxAccountStatus, () => ({})],
  [SNS.CreateSMSSandboxPhoneNumber, () => ({ PhoneNumber: PHONE })],
  [SNS.ListSMSSandboxPhoneNumbers, () => ({})],
])("$name is a request", async (operation, input) => {
  const before = requests();
  await cloud.callUnchecked(operation, input());
  expect(requests() - before).toBe(1);
});
