/**
 * Configurations that no bucket here can have: reading one answers what AWS answers for a bucket on which it was never
 * set, and deleting it succeeds without an effect, as there. Setting one is not implemented.
 */
import { operation } from "../../../platform/operation.ts";
import type { OperationDescriptor } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import type { Operation } from "../../../schema/model.ts";
import { bucketArn } from "../bucket/bucket-arn.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { notConfigured } from "../errors.ts";

interface BucketInput {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** Empty answers: a configuration that is there and says nothing. */
const EMPTY = [
  answering(S3.GetBucketVersioning, {}),
  answering(S3.GetBucketLogging, {}),
  answering(S3.GetBucketAccelerateConfiguration, {}, ["RequestPayer"]),
  answering(S3.GetBucketRequestPayment, { Payer: "BucketOwner" }),
];

const MISSING = [
  missing(S3.GetBucketCors, "NoSuchCORSConfiguration", "The CORS configuration does not exist"),
  missing(
    S3.GetBucketLifecycleConfiguration,
    "NoSuchLifecycleConfiguration",
    "The lifecycle configuration does not exist",
  ),
  missing(
    S3.GetBucketWebsite,
    "NoSuchWebsiteConfiguration",
    "The specified bucket does not have a website configuration",
  ),
  missing(
    S3.GetBucketReplication,
    "ReplicationConfigurationNotFoundError",
    "The replication configuration was not found",
  ),
  missing(
    S3.GetObjectLockConfiguration,
    "ObjectLockConfigurationNotFoundError",
    "Object Lock configuration does not exist for this bucket",
  ),
];

const DELETIONS = [
  answering(S3.DeleteBucketCors, {}),
  answering(S3.DeleteBucketLifecycle, {}),
  answering(S3.DeleteBucketWebsite, {}),
  answering(S3.DeleteBucketReplication, {}),
  // Without a configuration of its own a bucket is encrypted with AES256, which is what every bucket here is.
  answering(S3.DeleteBucketEncryption, {}),
];

export const neverConfigured: readonly OperationDescriptor[] = [...EMPTY, ...MISSING, ...DELETIONS];

function answering<Input extends BucketInput, Output>(
  shape: Operation<Input, Output>,
  answer: Output,
  moreHonoured: readonly (keyof Input & string)[] = [],
): OperationDescriptor {
  return operation.read(shape, {
    honours: ["Bucket", "ExpectedBucketOwner", ...moreHonoured],
    on: bucketArn,
    run(input, at) {
      findBucket(at.tx, input);
      return answer;
    },
  });
}

function missing<Input extends BucketInput, Output>(
  shape: Operation<Input, Output>,
  code: string,
  message: string,
): OperationDescriptor {
  return operation.read(shape, {
    honours: ["Bucket", "ExpectedBucketOwner"],
    on: bucketArn,
    run(input, at): Output {
      throw notConfigured(code, message, findBucket(at.tx, input).name);
    },
  });
}
