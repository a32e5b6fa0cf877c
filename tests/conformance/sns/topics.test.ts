/** The life of a topic as AWS's own clients see it: made, described, changed, shared, tagged, listed, deleted. */
import { expect, it } from "vitest";
import { SNS } from "../../../src/schema/generated/sns.ts";
import { throughEachClient } from "./each-client.ts";

throughEachClient((stage) => {
  const attributesOf = async (TopicArn: string) =>
    (await stage.call(SNS.GetTopicAttributes, { TopicArn })).Attributes ?? {};
  const tagsOf = async (ResourceArn: string) => (await stage.call(SNS.ListTagsForResource, { ResourceArn })).Tags;
  const statementsOf = async (TopicArn: string) => JSON.parse((await attributesOf(TopicArn)).Policy ?? "").Statement;

  it("a topic is created with attributes and tags, and shows them with AWS's defaults", async () => {
    const Tags = [
      { Key: "team", Value: "blue" },
      { Key: "cost centre", Value: "<42> & grüße" },
    ];
    const Attributes = { DisplayName: "News" };
    const { TopicArn = "" } = await stage.call(SNS.CreateTopic, { Name: "made", Attributes, Tags });
    expect(TopicArn).toBe(stage.arnOf("made"));
    const { Policy, EffectiveDeliveryPolicy, ...rest } = await attributesOf(TopicArn);
    expect(rest).toEqual({
      TopicArn,
      Owner: "000000000000",
      DisplayName: "News",
      SubscriptionsConfirmed: "0",
      SubscriptionsPending: "0",
      SubscriptionsDeleted: "0",
    });
    expect(JSON.parse(Policy ?? "")).toMatchObject({ Id: "__default_policy_ID" });
    expect(JSON.parse(EffectiveDeliveryPolicy ?? "")).toMatchObject({ http: { disableSubscriptionOverrides: false } });
    expect(await tagsOf(TopicArn)).toEqual(Tags);
  });

  it("a FIFO topic shows what only FIFO topics have", async () => {
    const TopicArn = await stage.topic("made.fifo", { ContentBasedDeduplication: "true" });
    expect(await attributesOf(TopicArn)).toMatchObject({ FifoTopic: "true", ContentBasedDeduplication: "true" });
  });

  it("creating it again succeeds with equal attributes, and is refused with others", async () => {
    const TopicArn = await stage.topic("again", { DisplayName: "a" });
    expect(await stage.topic("again", { DisplayName: "a" })).toBe(TopicArn);
    expect(await stage.topic("again")).toBe(TopicArn);
    await stage.refused(
      SNS.CreateTopic,
      { Name: "again", Attributes: { DisplayName: "b" } },
      {
        code: "InvalidParameter",
        message: "Invalid parameter: Attributes Reason: Topic already exists with different attributes",
      },
    );
  });

  it("attributes are changed, and what is no attribute changes nothing", async () => {
    const TopicArn = await stage.topic("changed");
    await stage.call(SNS.SetTopicAttributes, {
      TopicArn,
      AttributeName: "DisplayName",
      AttributeValue: "grün & <blau>",
    });
    const before = await attributesOf(TopicArn);
    expect(before).toMatchObject({ DisplayName: "grün & <blau>" });
    const set = { TopicArn, AttributeName: "Nonsense", AttributeValue: "1" };
    const message = "Invalid parameter: AttributeName";
    await stage.refused(SNS.SetTopicAttributes, set, { code: "InvalidParameter", message });
    expect(await attributesOf(TopicArn)).toEqual(before);
  });

  it("permissions are added and removed", async () => {
    const TopicArn = await stage.topic("shared");
    const grant = { TopicArn, Label: "other", AWSAccountId: ["111122223333"], ActionName: ["Publish", "Subscribe"] };
    await stage.call(SNS.AddPermission, grant);
    expect(await statementsOf(TopicArn)).toEqual([
      expect.objectContaining({ Sid: "__default_statement_ID" }),
      {
        Sid: "other",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:root" },
        Action: ["SNS:Publish", "SNS:Subscribe"],
        Resource: TopicArn,
      },
    ]);
    const twice = { code: "InvalidParameter", message: "Invalid parameter: Statement already exists" };
    await stage.refused(SNS.AddPermission, grant, twice);
    await stage.call(SNS.RemovePermission, { TopicArn, Label: "other" });
    expect(await statementsOf(TopicArn)).toHaveLength(1);
  });

  it("tags are added, replaced and removed", async () => {
    const ResourceArn = await stage.topic("tagged");
    expect(await tagsOf(ResourceArn)).toEqual([]);
    const tag = (Key: string, Value: string) => stage.call(SNS.TagResource, { ResourceArn, Tags: [{ Key, Value }] });
    await tag("colour", "red");
    await tag("size", "");
    await tag("colour", "blue");
    expect(await tagsOf(ResourceArn)).toEqual([
      { Key: "colour", Value: "blue" },
      { Key: "size", Value: "" },
    ]);
    await stage.call(SNS.UntagResource, { ResourceArn, TagKeys: ["size", "unknown"] });
    expect(await tagsOf(ResourceArn)).toEqual([{ Key: "colour", Value: "blue" }]);
    const missing = { ResourceArn: stage.arnOf("nowhere") };
    const gone = { code: "ResourceNotFound", message: "Resource does not exist", status: 404 };
    await stage.refused(SNS.ListTagsForResource, missing, gone);
  });

  it("topics are listed", async () => {
    for (const name of ["listed-1", "listed-2"]) await stage.topic(name);
    const { Topics } = await stage.call(SNS.ListTopics, {});
    expect(Topics).toEqual(
      expect.arrayContaining(["listed-1", "listed-2"].map((name) => ({ TopicArn: stage.arnOf(name) }))),
    );
  });

  it("a deleted topic is gone, with its subscriptions, and deleting it again succeeds", async () => {
    const TopicArn = await stage.topic("deleted");
    await stage.subscriber(TopicArn, "of-the-deleted");
    await stage.call(SNS.DeleteTopic, { TopicArn });
    await stage.call(SNS.DeleteTopic, { TopicArn });
    const gone = { code: "NotFound", message: "Topic does not exist", status: 404 };
    await stage.refused(SNS.GetTopicAttributes, { TopicArn }, gone);
    await stage.refused(SNS.Publish, { TopicArn, Message: "too late" }, gone);
    expect(await stage.topic("deleted")).toBe(TopicArn);
    expect((await stage.call(SNS.ListSubscriptionsByTopic, { TopicArn })).Subscriptions ?? []).toEqual([]);
  });

  it("a name that is none, and an ARN that is none, are refused", async () => {
    const name = { code: "InvalidParameter", message: "Invalid parameter: Topic Name" };
    await stage.refused(SNS.CreateTopic, { Name: "no name" }, name);
    const message = "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1";
    await stage.refused(SNS.GetTopicAttributes, { TopicArn: "plain" }, { code: "InvalidParameter", message });
  });
});
