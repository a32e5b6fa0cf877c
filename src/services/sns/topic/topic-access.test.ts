import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CallFrame, startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { type Neighbours, neighbours } from "../neighbours.fixture.ts";
import { sns } from "../service.ts";

const TopicArn = "arn:aws:sns:us-east-1:000000000000:orders";
const OWNER = "000000000000";
const SUBSCRIBER = "111111111111";
const STRANGER = "222222222222";

let cloud: TestPlatform;
let others: Neighbours;
let SubscriptionArn: string;

const by = (account: string): CallFrame => ({
  account,
  caller: { kind: "user", account, arn: `arn:aws:iam::${account}:root`, userId: account, accessKeyId: account },
});

beforeEach(async () => {
  others = neighbours();
  cloud = await startTestPlatform({ services: [sns, ...others.services], enforcesPolicies: true });
  await cloud.call(SNS.CreateTopic, { Name: "orders" });
  const grant = { Label: "subscribe", AWSAccountId: [SUBSCRIBER], ActionName: ["Subscribe"] };
  await cloud.call(SNS.AddPermission, { TopicArn, ...grant });
  const Endpoint = `arn:aws:sqs:us-east-1:${SUBSCRIBER}:jobs`;
  const subscribed = await cloud.call(SNS.Subscribe, { TopicArn, Protocol: "sqs", Endpoint }, by(SUBSCRIBER));
  SubscriptionArn = subscribed.SubscriptionArn ?? "";
});
afterEach(() => cloud.stop());

const show = (account: string) => cloud.call(SNS.GetSubscriptionAttributes, { SubscriptionArn }, by(account));
const change = (account: string) =>
  cloud.call(
    SNS.SetSubscriptionAttributes,
    { SubscriptionArn, AttributeName: "RawMessageDelivery", AttributeValue: "true" },
    by(account),
  );
const end = (account: string) => cloud.call(SNS.Unsubscribe, { SubscriptionArn }, by(account));
const refusal = { code: "AuthorizationErrorException" };

describe("a subscription of another account, where policies are enforced", () => {
  it("is shown to that account and changed by it alone", async () => {
    await change(SUBSCRIBER);
    expect((await show(SUBSCRIBER)).Attributes).toMatchObject({ Owner: SUBSCRIBER, RawMessageDelivery: "true" });
    for (const account of [OWNER, STRANGER]) {
      await expect(show(account)).rejects.toMatchObject(refusal);
      await expect(change(account)).rejects.toMatchObject(refusal);
    }
  });

  it.each([OWNER, SUBSCRIBER])("is ended by %s", async (account) => {
    await end(account);
    await expect(show(SUBSCRIBER)).rejects.toMatchObject({ code: "NotFoundException" });
  });

  it("is not ended by anybody else", async () => {
    await expect(end(STRANGER)).rejects.toMatchObject(refusal);
    expect((await show(SUBSCRIBER)).Attributes).toMatchObject({ Owner: SUBSCRIBER });
  });
});
