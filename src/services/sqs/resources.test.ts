/** The CloudFormation types of SQS: what a template says reaches the queue by the same way as the API. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import { preset } from "../../platform/local.ts";
import type { ResourceScope } from "../../platform/resource-type.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { queuePolicyResource, queueResource } from "./resources.ts";
import { RELAXED_LIMITS } from "./limits.ts";
import { sqs } from "./service.ts";
import { DEFAULT_SQS_SETTINGS, sqsSettings } from "./settings.ts";

const BASE = "http://127.0.0.1:4566/000000000000";
const ARN = "arn:aws:sqs:us-east-1:000000000000";

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sqs] });
});
afterEach(() => cloud.stop());

/** The scope of a resource of a stack. */
function scopeOf(logicalId: string): ResourceScope {
  const stack = {
    stackId: "arn:aws:cloudformation:us-east-1:000000000000:stack/shop/1",
    stackName: "shop",
    logicalId,
    stackTags: { stage: "test" },
    generatedName: (maximumLength: number) => `shop-${logicalId}-ABCDEFGHIJKL`.slice(0, maximumLength),
  };
  return Object.assign(cloud.scope(), stack);
}

const attributesOf = async (QueueUrl: string) =>
  (await cloud.call(SQS.GetQueueAttributes, { QueueUrl, AttributeNames: ["All"] })).Attributes ?? {};

describe("AWS::SQS::Queue", () => {
  const properties = {
    DelaySeconds: "5",
    VisibilityTimeout: 60,
    RedrivePolicy: { deadLetterTargetArn: `${ARN}:dead`, maxReceiveCount: "3" },
    Tags: [{ Key: "team", Value: "a" }],
  };

  it("makes a queue once, however often it is asked", async () => {
    await cloud.call(SQS.CreateQueue, { QueueName: "dead" });
    const made = await queueResource.create(properties, scopeOf("Orders"));
    expect(made).toEqual({
      physicalId: `${BASE}/shop-Orders-ABCDEFGHIJKL`,
      attributes: {
        Arn: `${ARN}:shop-Orders-ABCDEFGHIJKL`,
        QueueName: "shop-Orders-ABCDEFGHIJKL",
        QueueUrl: `${BASE}/shop-Orders-ABCDEFGHIJKL`,
      },
    });
    expect(await queueResource.create(properties, scopeOf("Orders"))).toEqual(made);
    expect(await attributesOf(made.physicalId)).toMatchObject({
      DelaySeconds: "5",
      VisibilityTimeout: "60",
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `${ARN}:dead`, maxReceiveCount: 3 }),
    });
    const { Tags: tags } = await cloud.call(SQS.ListQueueTags, { QueueUrl: made.physicalId });
    expect(tags).toMatchObject({ team: "a", stage: "test", "aws:cloudformation:logical-id": "Orders" });
  });

  it("takes no queue over that the stack did not make", async () => {
    await cloud.call(SQS.CreateQueue, { QueueName: "taken" });
    await expect(queueResource.create({ QueueName: "taken" }, scopeOf("Orders"))).rejects.toThrow("already exists");
  });

  it("names FIFO queues with their ending", async () => {
    const made = await queueResource.create(
      { FifoQueue: "true", ContentBasedDeduplication: true },
      scopeOf("O".repeat(100)),
    );
    expect(made.attributes.QueueName).toMatch(/^.{75}\.fifo$/);
    expect(await attributesOf(made.physicalId)).toMatchObject({ FifoQueue: "true", ContentBasedDeduplication: "true" });
  });

  it("makes no queue of an unclear FifoQueue", async () => {
    await expect(queueResource.create({ FifoQueue: "yes" }, scopeOf("Orders"))).rejects.toMatchObject({
      code: "ValidationError",
      message: 'Properties validation failed: "yes" is not true or false',
    });
    expect(await cloud.call(SQS.ListQueues, {})).toEqual({});
  });

  it("changes what changed, and puts back what is gone", async () => {
    await cloud.call(SQS.CreateQueue, { QueueName: "dead" });
    const made = await queueResource.create(properties, scopeOf("Orders"));
    const change = { properties: { VisibilityTimeout: 10 }, previous: properties };
    await queueResource.update(made, change, scopeOf("Orders"));
    const attributes = await attributesOf(made.physicalId);
    expect(attributes).toMatchObject({ DelaySeconds: "0", VisibilityTimeout: "10" });
    expect(attributes).not.toHaveProperty("RedrivePolicy");
    const { Tags: tags } = await cloud.call(SQS.ListQueueTags, { QueueUrl: made.physicalId });
    expect(tags).not.toHaveProperty("team");
    expect(tags).toHaveProperty("stage");
  });

  it("puts back what a new queue has in this cloud", async () => {
    await cloud.stop();
    const settings = [preset(sqsSettings, { ...DEFAULT_SQS_SETTINGS, limits: RELAXED_LIMITS })];
    cloud = await startTestPlatform({ services: [sqs], settings });
    const previous = { MaximumMessageSize: 1_024 };
    const made = await queueResource.create(previous, scopeOf("Orders"));
    await queueResource.update(made, { properties: {}, previous }, scopeOf("Orders"));
    const { MaximumMessageSize } = await attributesOf(made.physicalId);
    expect(MaximumMessageSize).toBe(String(RELAXED_LIMITS.messageBytes));
  });

  it("removes a queue, and minds not that it is gone", async () => {
    const made = await queueResource.create({}, scopeOf("Orders"));
    await queueResource.delete(made, {}, scopeOf("Orders"));
    await queueResource.delete(made, {}, scopeOf("Orders"));
    expect(await cloud.call(SQS.ListQueues, {})).toEqual({});
  });
});

describe("AWS::SQS::QueuePolicy", () => {
  it("sets the policy of its queues, moves it, and takes it away", async () => {
    for (const QueueName of ["a", "b"]) await cloud.call(SQS.CreateQueue, { QueueName });
    const PolicyDocument = { Version: "2012-10-17", Statement: [] };
    const first = { PolicyDocument, Queues: [`${BASE}/a`] };
    const made = await queuePolicyResource.create(first, scopeOf("Policy"));
    expect(made.attributes).toEqual({ Id: made.physicalId });
    expect((await attributesOf("a")).Policy).toBe(JSON.stringify(PolicyDocument));
    const second = { PolicyDocument, Queues: [`${BASE}/b`] };
    await queuePolicyResource.update(made, { properties: second, previous: first }, scopeOf("Policy"));
    expect((await attributesOf("a")).Policy).toBeUndefined();
    await queuePolicyResource.delete(made, second, scopeOf("Policy"));
    expect((await attributesOf("b")).Policy).toBeUndefined();
  });
});
