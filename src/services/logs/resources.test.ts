/** The CloudFormation types of CloudWatch Logs: made, changed, found again after a crash, and removed. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import type { ResourceScope } from "../../platform/resource-type.ts";
import { Logs } from "../../schema/generated/logs.ts";
import { logGroupResource, logStreamResource } from "./resources.ts";
import { logs } from "./service.ts";

describe("a log group of a stack", () => {
  let cloud: TestPlatform;
  const scope = (logicalId = "Group"): ResourceScope =>
    Object.assign(cloud.scope(), {
      stackId: "arn:aws:cloudformation:us-east-1:000000000000:stack/quiz/1",
      stackName: "quiz",
      logicalId,
      stackTags: { team: "quiz" },
      generatedName: () => `quiz-${logicalId}-1`,
    });

  beforeEach(async () => {
    cloud = await startTestPlatform({ services: [logs] });
  });
  afterEach(() => cloud.stop());

  it("is made with its properties, and once only", async () => {
    const properties = { LogGroupName: "g", RetentionInDays: "7", Tags: [{ Key: "a", Value: "b" }] };
    const made = await logGroupResource.create(properties, scope());
    const Arn = "arn:aws:logs:us-east-1:000000000000:log-group:g";
    expect(made).toEqual({ physicalId: "g", attributes: { Arn: `${Arn}:*` } });
    expect(await logGroupResource.create(properties, scope())).toEqual(made);
    expect((await cloud.call(Logs.DescribeLogGroups, {})).logGroups).toMatchObject([{ retentionInDays: 7 }]);
    expect((await cloud.call(Logs.ListTagsForResource, { resourceArn: Arn })).tags).toMatchObject({
      team: "quiz",
      a: "b",
    });
    await expect(logGroupResource.create(properties, scope("Other"))).rejects.toMatchObject({
      code: "ResourceAlreadyExistsException",
    });
    await logGroupResource.update(made, { properties: { LogGroupName: "g" }, previous: properties }, scope());
    const [group] = (await cloud.call(Logs.DescribeLogGroups, {})).logGroups ?? [];
    expect(group?.retentionInDays).toBeUndefined();
    expect((await cloud.call(Logs.ListTagsForResource, { resourceArn: Arn })).tags).not.toHaveProperty("a");
    await logGroupResource.delete(made, properties, scope());
    await logGroupResource.delete(made, properties, scope());
    expect((await cloud.call(Logs.DescribeLogGroups, {})).logGroups).toEqual([]);
  });

  it("can have streams", async () => {
    await logGroupResource.create({}, scope());
    const properties = { LogGroupName: "quiz-Group-1", LogStreamName: "s" };
    const made = await logStreamResource.create(properties, scope("Stream"));
    expect(made.physicalId).toBe("s");
    expect(await logStreamResource.create(properties, scope("Stream"))).toEqual(made);
    await cloud.call(Logs.CreateLogGroup, { logGroupName: "foreign" });
    await cloud.call(Logs.CreateLogStream, { logGroupName: "foreign", logStreamName: "s" });
    await expect(
      logStreamResource.create({ LogGroupName: "foreign", LogStreamName: "s" }, scope("Stream")),
    ).rejects.toMatchObject({ code: "ResourceAlreadyExistsException" });
    await logStreamResource.delete(made, properties, scope("Stream"));
    expect((await cloud.call(Logs.DescribeLogStreams, { logGroupName: "quiz-Group-1" })).logStreams).toEqual([]);
  });
});
