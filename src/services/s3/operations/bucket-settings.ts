/**
 * Settings that every bucket has as AWS makes it: they can be read, and put as they are; any other value is refused by
 * name. Clients and templates state them all the time.
 */
import { operation } from "../../../platform/operation.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { bucketArn } from "../bucket/bucket-arn.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { malformedXml } from "../errors.ts";
import { ownerOf } from "../listing/listing-request.ts";
import { findObject } from "../object/find-object.ts";
import { objectArn } from "../object/object-key.ts";

const BUCKET = ["Bucket", "ExpectedBucketOwner"] as const;
const PUT = [...BUCKET, "ContentMD5", "ChecksumAlgorithm"] as const;

export const getBucketEncryption = operation.read(S3.GetBucketEncryption, {
  honours: BUCKET,
  on: bucketArn,
  run(input, at) {
    findBucket(at.tx, input);
    const rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const },
      BucketKeyEnabled: false,
    };
    return { ServerSideEncryptionConfiguration: { Rules: [rule] } };
  },
});

export const putBucketEncryption = operation.read(S3.PutBucketEncryption, {
  honours: [...PUT, "ServerSideEncryptionConfiguration"],
  on: bucketArn,
  run(input, at) {
    findBucket(at.tx, input);
    const [rule, ...others] = input.ServerSideEncryptionConfiguration.Rules;
    if (rule === undefined || others.length > 0) throw malformedXml();
    const { SSEAlgorithm = "AES256", KMSMasterKeyID } = rule.ApplyServerSideEncryptionByDefault ?? {};
    if (SSEAlgorithm !== "AES256") throw notImplemented(`the server-side encryption ${SSEAlgorithm}`);
    if (KMSMasterKeyID !== undefined) throw notImplemented("KMSMasterKeyID");
    if (rule.BucketKeyEnabled === true) throw notImplemented("BucketKeyEnabled");
    if (rule.BlockedEncryptionTypes !== undefined) throw notImplemented("BlockedEncryptionTypes");
    return {};
  },
});

export const getPublicAccessBlock = operation.read(S3.GetPublicAccessBlock, {
  honours: BUCKET,
  on: bucketArn,
  run(input, at) {
    findBucket(at.tx, input);
    return {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    };
  },
});

export const putPublicAccessBlock = operation.read(S3.PutPublicAccessBlock, {
  honours: [...PUT, "PublicAccessBlockConfiguration"],
  on: bucketArn,
  run(input, at) {
    findBucket(at.tx, input);
    for (const name of ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"] as const) {
      // What a configuration leaves out is off.
      if (input.PublicAccessBlockConfiguration[name] !== true) throw notImplemented(`${name} false`);
    }
    return {};
  },
});

export const getBucketOwnershipControls = operation.read(S3.GetBucketOwnershipControls, {
  honours: BUCKET,
  on: bucketArn,
  run(input, at) {
    findBucket(at.tx, input);
    return { OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" as const }] } };
  },
});

export const putBucketOwnershipControls = operation.read(S3.PutBucketOwnershipControls, {
  honours: [...PUT, "OwnershipControls"],
  on: bucketArn,
  run(input, at) {
    findBucket(at.tx, input);
    const [rule, ...others] = input.OwnershipControls.Rules;
    if (rule === undefined || others.length > 0) throw malformedXml();
    if (rule.ObjectOwnership !== "BucketOwnerEnforced") {
      throw notImplemented(`the object ownership ${rule.ObjectOwnership}`);
    }
    return {};
  },
});

export const getBucketAcl = operation.read(S3.GetBucketAcl, {
  honours: BUCKET,
  on: bucketArn,
  run: (input, at) => ownerOnly(findBucket(at.tx, input)),
});

export const getObjectAcl = operation.read(S3.GetObjectAcl, {
  honours: [...BUCKET, "Key", "VersionId", "RequestPayer"],
  on: objectArn,
  run: (input, at) => ownerOnly(findObject(at.tx, input).bucket),
});

function ownerOnly(bucket: Parameters<typeof ownerOf>[0]): {
  Owner: ReturnType<typeof ownerOf>;
  Grants: { Grantee: { ID?: string | undefined; Type: "CanonicalUser" }; Permission: "FULL_CONTROL" }[];
} {
  const Owner = ownerOf(bucket);
  return { Owner, Grants: [{ Grantee: { ID: Owner.ID, Type: "CanonicalUser" }, Permission: "FULL_CONTROL" }] };
}
