/** Buckets as their users see them: made, found, listed, described and deleted. */
import { describe, expect, it } from "vitest";
import { startTestPlatform } from "../../../tests/harness/platform.ts";
import { S3 } from "../../schema/generated/s3.ts";
import { isBucketName } from "./bucket/bucket-name.ts";
import { s3 } from "./service.ts";
import { BUCKET, body, cloudWithBucket, codeOf, put } from "./test-cloud.fixture.ts";

describe("bucket names", () => {
  it.each(["abc", "a.b-c", "1ab", "a".repeat(63)])("%s is one", (name) => expect(isBucketName(name)).toBe(true));
  it.each(["ab", "A-b", "a_b", "-ab", "ab-", "a..b", "192.168.1.1", "xn--a", "a-s3alias", "a".repeat(64), "a/b"])(
    "%s is none",
    (name) => expect(isBucketName(name)).toBe(false),
  );
});

describe("CreateBucket", () => {
  const eu = { CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } };
  it.each([
    ["us-east-1", {}, "ok"],
    ["us-east-1", eu, "IllegalLocationConstraintException"],
    ["us-east-1", { CreateBucketConfiguration: { LocationConstraint: "nowhere" } }, "MalformedXML"],
    ["eu-west-1", eu, "ok"],
    ["eu-west-1", { CreateBucketConfiguration: { LocationConstraint: "EU" } }, "ok"],
    ["eu-west-1", {}, "IllegalLocationConstraintException"],
    ["us-east-1", { ACL: "private" }, "ok"],
    ["us-east-1", { ACL: "public-read" }, "InvalidBucketAclWithObjectOwnership"],
    ["us-east-1", { ObjectOwnership: "BucketOwnerEnforced" }, "ok"],
    ["us-east-1", { ObjectOwnership: "ObjectWriter" }, "NotImplemented"],
    ["us-east-1", { ObjectLockEnabledForBucket: true }, "NotImplemented"],
    ["us-east-1", { CreateBucketConfiguration: { Tags: [{ Key: "aws:x", Value: "" }] } }, "InvalidTag"],
  ])("in %s with %o: %s", async (region, input, code) => {
    const cloud = await startTestPlatform({ services: [s3] });
    const created = cloud.callUnchecked(S3.CreateBucket, { Bucket: "new-bucket", ...input }, { region });
    expect(await codeOf(created)).toBe(code);
    await cloud.stop();
  });

  it("answers for a name that is taken as its owner and region deserve", async () => {
    const cloud = await cloudWithBucket();
    const again = { Bucket: BUCKET };
    expect(await codeOf(cloud.call(S3.CreateBucket, again))).toBe("ok");
    const other = cloud.call(S3.CreateBucket, again, { account: "111111111111" });
    expect(await codeOf(other)).toBe("BucketAlreadyExists");
    const elsewhere = { Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" as const } };
    expect(await codeOf(cloud.call(S3.CreateBucket, elsewhere, { region: "eu-west-1" }))).toBe(
      "BucketAlreadyOwnedByYou",
    );
    await cloud.stop();
  });

  it("tells where a bucket is", async () => {
    const cloud = await cloudWithBucket();
    const constraint = { LocationConstraint: "eu-west-1" as const };
    const there = { Bucket: "there", CreateBucketConfiguration: constraint };
    const { Location } = await cloud.call(S3.CreateBucket, there, { region: "eu-west-1" });
    expect(Location).toBe("http://there.s3.amazonaws.com/");
    expect(await cloud.call(S3.GetBucketLocation, { Bucket: "there" })).toEqual(constraint);
    expect((await cloud.call(S3.GetBucketLocation, { Bucket: BUCKET })).LocationConstraint).toBeUndefined();
    expect(await cloud.call(S3.HeadBucket, { Bucket: "there" })).toMatchObject({ BucketRegion: "eu-west-1" });
    await cloud.stop();
  });
});

describe("ListBuckets", () => {
  it("pages through the caller's own buckets by name", async () => {
    const cloud = await cloudWithBucket();
    for (const Bucket of ["alpha", "beta"]) await cloud.call(S3.CreateBucket, { Bucket });
    await cloud.call(S3.CreateBucket, { Bucket: "not-mine" }, { account: "111111111111" });
    const whole = await cloud.call(S3.ListBuckets, {});
    expect(whole.Buckets?.map((each) => each.Name)).toEqual(["alpha", "beta", BUCKET]);
    expect(whole.Buckets?.[0]?.BucketRegion).toBeUndefined();
    const first = await cloud.call(S3.ListBuckets, { MaxBuckets: 2 });
    expect(first.Buckets).toMatchObject([{ Name: "alpha", BucketRegion: "us-east-1" }, { Name: "beta" }]);
    const rest = await cloud.call(S3.ListBuckets, { MaxBuckets: 2, ContinuationToken: first.ContinuationToken });
    expect(rest).toMatchObject({ Buckets: [{ Name: BUCKET }], ContinuationToken: undefined });
    expect((await cloud.call(S3.ListBuckets, { Prefix: "b" })).Buckets).toHaveLength(2);
    await cloud.stop();
  });
});

describe("DeleteBucket", () => {
  it("takes only an empty one, with its settings and unfinished uploads", async () => {
    const cloud = await cloudWithBucket();
    await put(cloud, "k");
    expect(await codeOf(cloud.call(S3.DeleteBucket, { Bucket: BUCKET }))).toBe("BucketNotEmpty");
    await cloud.call(S3.DeleteObject, { Bucket: BUCKET, Key: "k" });
    const { UploadId = "" } = await cloud.call(S3.CreateMultipartUpload, { Bucket: BUCKET, Key: "k" });
    const part = { Bucket: BUCKET, Key: "k", UploadId, PartNumber: 1, Body: body("x") };
    await cloud.call(S3.UploadPart, part);
    await cloud.call(S3.PutBucketTagging, { Bucket: BUCKET, Tagging: { TagSet: [{ Key: "a", Value: "b" }] } });
    await cloud.call(S3.DeleteBucket, { Bucket: BUCKET });
    expect(await codeOf(cloud.call(S3.HeadBucket, { Bucket: BUCKET }))).toBe("NoSuchBucket");
    await cloud.call(S3.CreateBucket, { Bucket: BUCKET });
    expect(await codeOf(cloud.call(S3.GetBucketTagging, { Bucket: BUCKET }))).toBe("NoSuchTagSet");
    expect((await cloud.call(S3.ListMultipartUploads, { Bucket: BUCKET })).Uploads).toEqual([]);
    await cloud.stop();
  });
});

describe("settings of buckets", () => {
  it("tells and takes what every bucket has, and refuses anything else by name", async () => {
    const cloud = await cloudWithBucket();
    const Bucket = BUCKET;
    const block = (await cloud.call(S3.GetPublicAccessBlock, { Bucket })).PublicAccessBlockConfiguration ?? {};
    const encryption = (await cloud.call(S3.GetBucketEncryption, { Bucket })).ServerSideEncryptionConfiguration;
    const ownership = (await cloud.call(S3.GetBucketOwnershipControls, { Bucket })).OwnershipControls;
    await cloud.call(S3.PutPublicAccessBlock, { Bucket, PublicAccessBlockConfiguration: block });
    await cloud.call(S3.PutBucketEncryption, {
      Bucket,
      ServerSideEncryptionConfiguration: encryption ?? { Rules: [] },
    });
    await cloud.call(S3.PutBucketOwnershipControls, { Bucket, OwnershipControls: ownership ?? { Rules: [] } });
    const open = { Bucket, PublicAccessBlockConfiguration: { ...block, BlockPublicPolicy: false } };
    expect(await codeOf(cloud.call(S3.PutPublicAccessBlock, open))).toBe("NotImplemented");
    const kms = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const } }] };
    const encrypted = cloud.call(S3.PutBucketEncryption, { Bucket, ServerSideEncryptionConfiguration: kms });
    expect(await codeOf(encrypted)).toBe("NotImplemented");
    expect((await cloud.call(S3.GetBucketAcl, { Bucket })).Grants).toMatchObject([{ Permission: "FULL_CONTROL" }]);
    await cloud.stop();
  });

  it.each([
    [S3.GetBucketVersioning, "ok"],
    [S3.GetBucketCors, "NoSuchCORSConfiguration"],
    [S3.GetBucketLifecycleConfiguration, "NoSuchLifecycleConfiguration"],
    [S3.GetBucketWebsite, "NoSuchWebsiteConfiguration"],
    [S3.GetBucketPolicy, "NoSuchBucketPolicy"],
    [S3.PutBucketVersioning, "NotImplemented"],
    [S3.PutBucketWebsite, "NotImplemented"],
  ])("%o answers %s", async (operation, code) => {
    const cloud = await cloudWithBucket();
    const input = { Bucket: BUCKET, VersioningConfiguration: {}, WebsiteConfiguration: {} };
    const relevant = operation.name.startsWith("Put") ? input : { Bucket: BUCKET };
    expect(await codeOf(cloud.callUnchecked(operation, relevant))).toBe(code);
    await cloud.stop();
  });
});

describe("bucket policies", () => {
  const statement = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${BUCKET}/*` };
  it.each([
    [{ Version: "2012-10-17", Statement: [statement] }, "ok"],
    [{ Statement: statement }, "ok"],
    [{ Version: "2012-10-17" }, "MalformedPolicy"],
    [{ Statement: [{ ...statement, Resource: "arn:aws:s3:::other/*" }] }, "MalformedPolicy"],
    [{ Statement: [{ ...statement, Principal: "me" }] }, "MalformedPolicy"],
    [[], "MalformedPolicy"],
  ])("%o: %s", async (policy, code) => {
    const cloud = await cloudWithBucket();
    const Policy = JSON.stringify(policy);
    expect(await codeOf(cloud.call(S3.PutBucketPolicy, { Bucket: BUCKET, Policy }))).toBe(code);
    const kept = cloud.call(S3.GetBucketPolicy, { Bucket: BUCKET });
    if (code === "ok") expect(await kept).toEqual({ Policy });
    else expect(await codeOf(kept)).toBe("NoSuchBucketPolicy");
    await cloud.stop();
  });
});

describe("metering", () => {
  it("bills requests by tier, and kept bytes by the hour", async () => {
    const cloud = await cloudWithBucket();
    await put(cloud, "k", "0123456789");
    await cloud.call(S3.HeadObject, { Bucket: BUCKET, Key: "k" });
    await cloud.advance(3 * 3_600_000);
    const usage = JSON.stringify(cloud.usage());
    expect(usage).toContain("Requests-Tier1");
    expect(usage).toContain("Requests-Tier2");
    expect(usage).toContain("TimedStorage-ByteHrs");
    await cloud.stop();
  });
});
