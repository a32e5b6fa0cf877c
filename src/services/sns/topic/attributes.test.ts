import { afterEach, beforeEach, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { sns } from "../service.ts";

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sns] });
});
afterEach(() => cloud.stop());

it("a topic can be told that it is not encrypted, as it never is", async () => {
  const Attributes = { KmsMasterKeyId: "" };
  const { TopicArn = "" } = await cloud.call(SNS.CreateTopic, { Name: "orders", Attributes });
  await cloud.call(SNS.CreateTopic, { Name: "orders", Attributes });
  const attribute = { AttributeName: "KmsMasterKeyId", AttributeValue: "" };
  await cloud.call(SNS.SetTopicAttributes, { TopicArn, ...attribute });
  const shown = (await cloud.call(SNS.GetTopicAttributes, { TopicArn })).Attributes;
  expect(shown).not.toHaveProperty("KmsMasterKeyId");
});
