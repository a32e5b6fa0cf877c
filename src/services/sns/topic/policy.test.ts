import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { sns } from "../service.ts";

const TopicArn = "arn:aws:sns:us-east-1:000000000000:orders";

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sns] });
  await cloud.call(SNS.CreateTopic, { Name: "orders" });
});
afterEach(() => cloud.stop());

const policy = async () => (await cloud.call(SNS.GetTopicAttributes, { TopicArn })).Attributes?.Policy ?? "";

describe("a topic's policy", () => {
  it.each(["SNS:Publish", "sns:publish", "SNS:Receive", "sns:GetDataProtectionPolicy", "sns:ListTagsForResource"])(
    "can be about %s",
    async (Action) => {
      const statement = { Sid: "own", Effect: "Allow", Principal: { AWS: "*" }, Action, Resource: TopicArn };
      const AttributeValue = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
      await cloud.call(SNS.SetTopicAttributes, { TopicArn, AttributeName: "Policy", AttributeValue });
      expect(await policy()).toBe(AttributeValue);
    },
  );

  it("is given every action that AWS lists by AddPermission", async () => {
    const ActionName = ["Publish", "Receive", "GetDataProtectionPolicy", "ListTagsForResource"];
    await cloud.call(SNS.AddPermission, { TopicArn, Label: "own", AWSAccountId: ["111122223333"], ActionName });
    expect(JSON.parse(await policy()).Statement.at(-1).Action).toEqual(ActionName.map((action) => `SNS:${action}`));
  });
});
