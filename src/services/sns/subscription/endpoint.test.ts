import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { answered, type Neighbours, neighbours } from "../neighbours.fixture.ts";
import { sns } from "../service.ts";
import { shownEndpoint } from "./endpoint.ts";

it.each([
  ["https://user:secret@a.example/hook", "https://user:****@a.example/hook"],
  ["http://user:se@cret@a.example:8080?a=b@c", "http://user:****@a.example:8080?a=b@c"],
  ["https://:secret@a.example", "https://:****@a.example"],
  ["https://user@a.example/hook", "https://user@a.example/hook"],
  ["https://a.example:8080/to:x@y", "https://a.example:8080/to:x@y"],
  ["https://a.example?q=b:c@d", "https://a.example?q=b:c@d"],
  ["someone@a.example", "someone@a.example"],
  ["arn:aws:sqs:us-east-1:000000000000:q", "arn:aws:sqs:us-east-1:000000000000:q"],
])("%s is shown as %s", (endpoint, shown) => expect(shownEndpoint(endpoint)).toBe(shown));

describe("the password of an endpoint", () => {
  const Endpoint = "https://user:secret@hooks.example/";
  let cloud: TestPlatform;
  let others: Neighbours;
  beforeEach(async () => {
    others = neighbours();
    const { services, outbound } = others;
    cloud = await startTestPlatform({ services: [sns, ...services], ports: { outbound } });
  });
  afterEach(() => cloud.stop());

  it("is the owner's to see, and is in no list and no story", async () => {
    const { TopicArn = "" } = await cloud.call(SNS.CreateTopic, { Name: "orders" });
    const subscribing = { TopicArn, Protocol: "https", Endpoint, ReturnSubscriptionArn: true };
    const { SubscriptionArn = "" } = await cloud.call(SNS.Subscribe, subscribing);
    await cloud.settle();
    const { Token } = JSON.parse(Buffer.from(others.posted[0]?.body ?? []).toString());
    await cloud.call(SNS.ConfirmSubscription, { TopicArn, Token });
    others.answer = () => answered(500);
    await cloud.call(SNS.Publish, { TopicArn, Message: "hello" });
    await cloud.settle();
    const { Attributes } = await cloud.call(SNS.GetSubscriptionAttributes, { SubscriptionArn });
    expect([Attributes?.Endpoint, others.posted.at(-1)?.url]).toEqual([Endpoint, Endpoint]);
    const listed = [
      await cloud.call(SNS.ListSubscriptions, {}),
      await cloud.call(SNS.ListSubscriptionsByTopic, { TopicArn }),
    ];
    const shown = "https://user:****@hooks.example/";
    for (const { Subscriptions } of listed) expect(Subscriptions).toMatchObject([{ Endpoint: shown }]);
    expect(cloud.lineage().at(-1)?.reason).toBe(`${shown} answered 500.`);
  });
});
