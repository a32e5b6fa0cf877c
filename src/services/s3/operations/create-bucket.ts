/** CreateBucket: a name that nobody else in the cloud has. */
import { operation } from "../../../platform/operation.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import type { CreateBucketRequest, Tag } from "../../../schema/generated/s3.ts";
import { bucketArn } from "../bucket/bucket-arn.ts";
import { isBucketName } from "../bucket/bucket-name.ts";
import { checkLocation } from "../bucket/location.ts";
import { bucketTags, isSystemTag } from "../bucket/tags.ts";
import {
  bucketAlreadyExists,
  bucketAlreadyOwnedByYou,
  invalidBucketAcl,
  invalidBucketName,
  invalidTag,
  tooManyBuckets,
} from "../errors.ts";
import { accountBuckets, buckets } from "../keyspaces.ts";
import type { BucketRecord, StoredTag } from "../keyspaces.ts";
import { BUCKETS_MAXIMUM } from "../limits.ts";
import { meterRequest } from "../metering.ts";

export const createBucket = operation.write(S3.CreateBucket, {
  honours: ["Bucket", "CreateBucketConfiguration", "ACL", "ObjectOwnership", "ObjectLockEnabledForBucket"],
  on: bucketArn,
  run(input, at) {
    meterRequest(at, 1, input.Bucket);
    const { Bucket: name, CreateBucketConfiguration: configuration } = input;
    if (!isBucketName(name)) throw invalidBucketName(name);
    refuseOtherBuckets(input);
    const constraint = checkLocation(configuration?.LocationConstraint, at.region);
    const tags = checkedNewTags(configuration?.Tags ?? [], at);
    const location = at.region === "us-east-1" ? `/${name}` : `http://${name}.s3.amazonaws.com/`;
    const answer = { Location: location, BucketArn: bucketArn(input) };
    const present = buckets.get(at.tx, [name]);
    if (present !== undefined) {
      if (present.account !== at.account) throw bucketAlreadyExists(name);
      // In us-east-1 creating a bucket again succeeds, for the sake of clients from before there were regions:
      // https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
      if (at.region !== "us-east-1" || present.region !== at.region || tags.length > 0) {
        throw bucketAlreadyOwnedByYou(name);
      }
      return answer;
    }
    refuseTooMany(at);
    const bucket: BucketRecord = {
      name,
      account: at.account,
      region: at.region,
      createdAt: at.now,
      ...(constraint === undefined ? {} : { locationConstraint: constraint }),
      ...(tags.length === 0 ? {} : { tags }),
    };
    buckets.put(at.tx, [name], bucket);
    accountBuckets.put(at.tx, [at.account, name], { region: at.region });
    return answer;
  },
});

/** A bucket that is being made has another sentence for the tags that are AWS's. */
function checkedNewTags(tags: readonly Tag[], at: ReadScope): readonly StoredTag[] {
  if (at.caller.kind !== "service" && tags.some(isSystemTag)) {
    throw invalidTag(
      'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. ' +
        'Remove "aws:" from your tag keys and try again.',
    );
  }
  return bucketTags(tags, at.caller);
}

/** The settings that are what every new bucket has pass; the others are refused by name. */
function refuseOtherBuckets(input: CreateBucketRequest): void {
  if (input.ACL !== undefined && input.ACL !== "private") throw invalidBucketAcl();
  if (input.ObjectOwnership !== undefined && input.ObjectOwnership !== "BucketOwnerEnforced") {
    throw notImplemented(`the object ownership ${input.ObjectOwnership}`);
  }
  if (input.ObjectLockEnabledForBucket === true) throw notImplemented("S3 Object Lock");
  const { Location, Bucket } = input.CreateBucketConfiguration ?? {};
  if (Location !== undefined || Bucket !== undefined) throw notImplemented("S3 directory buckets");
}

function refuseTooMany(at: ReadScope): void {
  let count = 0;
  for (const _ of accountBuckets.keys(at.tx, [at.account])) count++;
  if (count >= BUCKETS_MAXIMUM) throw tooManyBuckets();
}
