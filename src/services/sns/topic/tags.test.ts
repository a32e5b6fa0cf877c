import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import type { ResourceScope } from "../../../platform/resource-type.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { TAGS_MAX } from "../limits.ts";
import { topicResource } from "../resources.ts";
import { sns } from "../service.ts";

const STACK_ID = "aws:cloudformation:stack-id";
const RESERVED = {
  code: "InvalidParameterException",
  message: "Invalid parameter: Tags Reason: keys that begin with aws: are reserved",
};

let cloud: TestPlatform;
let ResourceArn: string;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sns] });
  const stack = {
    stackId: "arn:aws:cloudformation:us-east-1:000000000000:stack/s/1",
    stackName: "s",
    logicalId: "Topic",
    stackTags: {},
    generatedName: () => "made",
  };
  const scope: ResourceScope = Object.assign(cloud.scope(), stack);
  ResourceArn = (await topicResource.create({}, scope)).physicalId;
});
afterEach(() => cloud.stop());

const keys = async () =>
  ((await cloud.call(SNS.ListTagsForResource, { ResourceArn })).Tags ?? []).map(({ Key }) => Key);

describe("the tags that AWS itself gives a topic", () => {
  it.each([STACK_ID, "aws:own", "AWS:own"])("are nobody else's: %s", async (Key) => {
    const before = await keys();
    expect(before).toContain(STACK_ID);
    const Tags = [{ Key, Value: "x" }];
    await expect(cloud.call(SNS.TagResource, { ResourceArn, Tags })).rejects.toMatchObject(RESERVED);
    await expect(cloud.call(SNS.UntagResource, { ResourceArn, TagKeys: [Key] })).rejects.toMatchObject(RESERVED);
    await expect(cloud.call(SNS.CreateTopic, { Name: "other", Tags })).rejects.toMatchObject(RESERVED);
    expect(await keys()).toEqual(before);
  });

  it("leave room for all of its owner's", async () => {
    const Tags = Array.from({ length: TAGS_MAX }, (_, index) => ({ Key: `k${index}`, Value: "" }));
    await cloud.call(SNS.TagResource, { ResourceArn, Tags });
    const more = { ResourceArn, Tags: [{ Key: "more", Value: "" }] };
    await expect(cloud.call(SNS.TagResource, more)).rejects.toMatchObject({ code: "TagLimitExceededException" });
  });
});
