/** The CloudFormation types: made once, found again after a crash, changed, and removed. */
import { describe, expect, it } from "vitest";
import { startTestPlatform } from "../../../tests/harness/platform.ts";
import type { TestPlatform } from "../../../tests/harness/platform.ts";
import type { ResourceScope } from "../../platform/resource-type.ts";
import { S3 } from "../../schema/generated/s3.ts";
import { bucketPolicyResource, bucketResource } from "./resources.ts";
import { s3 } from "./service.ts";
import { codeOf, neighbours } from "./test-cloud.fixture.ts";
import type { Received } from "./test-cloud.fixture.ts";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:queue";

function scopeOf(cloud: TestPlatform, stackName = "stack", region = "us-east-1"): ResourceScope {
  return Object.assign(cloud.scope({ region }), {
    stackName,
    stackId: `arn:aws:cloudformation:${region}:000000000000:stack/${stackName}/1`,
    logicalId: "Bucket",
    stackTags: { team: "quiz" },
    generatedName: () => `${stackName}-Bucket-ABC`,
  });
}

describe("AWS::S3::Bucket", () => {
  it("is made with its notifications, tags and a name in lower case, and found again after a crash", async () => {
    const received: Received[] = [];
    const cloud = await startTestPlatform({ services: [s3, ...neighbours(received)] });
    const properties = {
      Tags: [{ Key: "own", Value: "1" }],
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: "true",
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
      NotificationConfiguration: {
        QueueConfigurations: [
          {
            Event: "s3:ObjectCreated:*",
            Queue: QUEUE,
            Filter: { S3Key: { Rules: [{ Name: "suffix", Value: ".jpg" }] } },
          },
        ],
      },
    };
    const made = await bucketResource.create(properties, scopeOf(cloud));
    expect(made).toMatchObject({
      physicalId: "stack-bucket-abc",
      attributes: { Arn: "arn:aws:s3:::stack-bucket-abc", DomainName: "stack-bucket-abc.s3.amazonaws.com" },
    });
    expect(await bucketResource.create(properties, scopeOf(cloud))).toEqual(made);
    const Bucket = made.physicalId;
    const { TagSet } = await cloud.call(S3.GetBucketTagging, { Bucket });
    expect(TagSet).toContainEqual({ Key: "own", Value: "1" });
    expect(TagSet).toContainEqual({ Key: "team", Value: "quiz" });
    expect(TagSet).toContainEqual({ Key: "aws:cloudformation:logical-id", Value: "Bucket" });
    const kept = await cloud.call(S3.GetBucketNotificationConfiguration, { Bucket });
    expect(kept.QueueConfigurations).toMatchObject([{ QueueArn: QUEUE }]);
    await bucketResource.update(made, { properties: {}, previous: properties }, scopeOf(cloud));
    expect(await cloud.call(S3.GetBucketNotificationConfiguration, { Bucket })).toEqual({});
    const after = (await cloud.call(S3.GetBucketTagging, { Bucket })).TagSet;
    expect(after.map((tag) => tag.Key).toSorted()).toEqual([
      "aws:cloudformation:logical-id",
      "aws:cloudformation:stack-id",
      "aws:cloudformation:stack-name",
      "team",
    ]);
    await bucketResource.delete(made, {}, scopeOf(cloud));
    await bucketResource.delete(made, {}, scopeOf(cloud));
    expect(await codeOf(cloud.call(S3.HeadBucket, { Bucket }))).toBe("NoSuchBucket");
    await cloud.stop();
  });

  it("is made in the stack's region", async () => {
    const cloud = await startTestPlatform({ services: [s3] });
    const { physicalId } = await bucketResource.create({ BucketName: "there" }, scopeOf(cloud, "stack", "eu-west-1"));
    expect(await cloud.call(S3.HeadBucket, { Bucket: physicalId })).toMatchObject({ BucketRegion: "eu-west-1" });
    await cloud.stop();
  });

  it("does not take over a bucket that something else made", async () => {
    const cloud = await startTestPlatform({ services: [s3] });
    await cloud.call(S3.CreateBucket, { Bucket: "taken" });
    const properties = { BucketName: "taken" };
    expect(await codeOf(bucketResource.create(properties, scopeOf(cloud)))).toBe("BucketAlreadyExists");
    await bucketResource.create({ BucketName: "stacked" }, scopeOf(cloud));
    const other = bucketResource.create({ BucketName: "stacked" }, scopeOf(cloud, "other"));
    expect(await codeOf(other)).toBe("BucketAlreadyExists");
    await cloud.stop();
  });

  it.each([
    [{ PublicAccessBlockConfiguration: { BlockPublicAcls: true } }],
    [{ NotificationConfiguration: { EventBridgeConfiguration: {} } }],
    [
      {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }],
        },
      },
    ],
    [{ OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] } }],
  ])("refuses %o by name", async (properties) => {
    const cloud = await startTestPlatform({ services: [s3] });
    expect(await codeOf(bucketResource.create(properties, scopeOf(cloud)))).toBe("NotImplemented");
    await cloud.stop();
  });

  it.each([
    [{ PublicAccessBlockConfiguration: { BlockPublicAcls: "yes" } }],
    [{ Tags: [{ Key: "team" }] }],
    [
      {
        NotificationConfiguration: { QueueConfigurations: [{ Event: "s3:ObjectCreated:*", Queue: QUEUE, Filter: {} }] },
      },
    ],
  ])("refuses %o, which has not the form of its type", async (properties) => {
    const cloud = await startTestPlatform({ services: [s3] });
    expect(await codeOf(bucketResource.create(properties, scopeOf(cloud)))).toBe("ValidationError");
    await cloud.stop();
  });
});

describe("AWS::S3::BucketPolicy", () => {
  it("is put as a document, and removed", async () => {
    const cloud = await startTestPlatform({ services: [s3] });
    await cloud.call(S3.CreateBucket, { Bucket: "bucket" });
    const Statement = [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::bucket/*" }];
    const properties = { Bucket: "bucket", PolicyDocument: { Statement } };
    const made = await bucketPolicyResource.create(properties, scopeOf(cloud));
    expect(made.physicalId).toBe("bucket");
    const { Policy = "" } = await cloud.call(S3.GetBucketPolicy, { Bucket: "bucket" });
    expect(JSON.parse(Policy)).toEqual({ Statement });
    await bucketPolicyResource.delete(made, properties, scopeOf(cloud));
    expect(await codeOf(cloud.call(S3.GetBucketPolicy, { Bucket: "bucket" }))).toBe("NoSuchBucketPolicy");
    await cloud.stop();
  });
});
