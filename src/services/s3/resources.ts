/** The CloudFormation types of S3: AWS::S3::Bucket and AWS::S3::BucketPolicy. */
import type {
  ResourceInstance,
  ResourceProperties,
  ResourceScope,
  ResourceType,
} from "../../platform/resource-type.ts";
import { ServiceError } from "../../platform/service-error.ts";
import { asStack, unlessRefused } from "../../platform/stack-caller.ts";
import { isOwn, systemTags, tagList, tagRecord, type Tags } from "../../platform/stack-tags.ts";
import { documentOf, requiredText, tagsOf, textOf } from "../../platform/template-values.ts";
import { S3 } from "../../schema/generated/s3.ts";
import type { BucketLocationConstraint, Tag } from "../../schema/generated/s3.ts";
import { bucketArn } from "./bucket/bucket-arn.ts";
import { bucketAlreadyExists } from "./errors.ts";
import { encryptionOf, notificationOf, ownershipOf, publicAccessOf } from "./resource-properties.ts";

/** Longest name of a bucket. */
const NAME_MAXIMUM_LENGTH = 63;
const NEW_BUCKET_SETTINGS = ["PublicAccessBlockConfiguration", "BucketEncryption", "OwnershipControls"];

export const bucketResource: ResourceType = {
  type: "AWS::S3::Bucket",
  properties: ["BucketName", "NotificationConfiguration", "Tags", ...NEW_BUCKET_SETTINGS],
  required: [],
  replacedBy: ["BucketName"],
  async create(properties, at) {
    const name = textOf(properties["BucketName"]) ?? at.generatedName(NAME_MAXIMUM_LENGTH).toLowerCase();
    const tags = tagList({ ...wantedTags(properties, at), ...systemTags(at) });
    if (!(await isOurs(name, at))) {
      // The region of the stack is one of the model's, which lists all but the home region.
      const constraint = at.region === "us-east-1" ? {} : { LocationConstraint: at.region as BucketLocationConstraint };
      const CreateBucketConfiguration = { ...constraint, Tags: tags };
      await at.call(S3.CreateBucket, { Bucket: name, CreateBucketConfiguration }, asStack(at));
    }
    await configure(name, properties, at);
    return instanceOf(name, at);
  },
  async update(instance, { properties }, at) {
    const TagSet = tagList(wantedTags(properties, at));
    await at.call(S3.PutBucketTagging, { Bucket: instance.physicalId, Tagging: { TagSet } }, asStack(at));
    await configure(instance.physicalId, properties, at);
    return instance;
  },
  async delete(instance, _properties, at) {
    await unlessRefused(["NoSuchBucket"], at.call(S3.DeleteBucket, { Bucket: instance.physicalId }, asStack(at)));
  },
};

export const bucketPolicyResource: ResourceType = {
  type: "AWS::S3::BucketPolicy",
  properties: ["Bucket", "PolicyDocument"],
  required: ["Bucket", "PolicyDocument"],
  replacedBy: ["Bucket"],
  create: putPolicy,
  update: (_instance, { properties }, at) => putPolicy(properties, at),
  async delete(instance, _properties, at) {
    await unlessRefused(["NoSuchBucket"], at.call(S3.DeleteBucketPolicy, { Bucket: instance.physicalId }, asStack(at)));
  },
};

async function putPolicy(properties: ResourceProperties, at: ResourceScope): Promise<ResourceInstance> {
  const Bucket = requiredText(properties["Bucket"]);
  const Policy = documentOf(properties["PolicyDocument"]) ?? "";
  await at.call(S3.PutBucketPolicy, { Bucket, Policy }, asStack(at));
  return { physicalId: Bucket, attributes: {} };
}

/** Whether the bucket was made by this very creation, before a crash. @throws BucketAlreadyExists when by another */
async function isOurs(name: string, at: ResourceScope): Promise<boolean> {
  let present: readonly Tag[];
  try {
    present = (await at.call(S3.GetBucketTagging, { Bucket: name }, asStack(at))).TagSet;
  } catch (error) {
    if (error instanceof ServiceError && error.code === "NoSuchBucket") return false;
    if (error instanceof ServiceError && error.code === "NoSuchTagSet") throw bucketAlreadyExists(name);
    throw error;
  }
  if (!isOwn(tagRecord(present), at)) throw bucketAlreadyExists(name);
  return true;
}

/** Puts everything that a bucket is not made with; it may be put again. */
async function configure(name: string, properties: ResourceProperties, at: ResourceScope): Promise<void> {
  const Bucket = name;
  const PublicAccessBlockConfiguration = publicAccessOf(properties["PublicAccessBlockConfiguration"]);
  if (PublicAccessBlockConfiguration !== undefined) {
    await at.call(S3.PutPublicAccessBlock, { Bucket, PublicAccessBlockConfiguration }, asStack(at));
  }
  const ServerSideEncryptionConfiguration = encryptionOf(properties["BucketEncryption"]);
  if (ServerSideEncryptionConfiguration !== undefined) {
    await at.call(S3.PutBucketEncryption, { Bucket, ServerSideEncryptionConfiguration }, asStack(at));
  }
  const OwnershipControls = ownershipOf(properties["OwnershipControls"]);
  if (OwnershipControls !== undefined) {
    await at.call(S3.PutBucketOwnershipControls, { Bucket, OwnershipControls }, asStack(at));
  }
  const NotificationConfiguration = notificationOf(properties["NotificationConfiguration"]);
  await at.call(S3.PutBucketNotificationConfiguration, { Bucket, NotificationConfiguration }, asStack(at));
}

function instanceOf(name: string, at: ResourceScope): ResourceInstance {
  return {
    physicalId: name,
    attributes: {
      Arn: bucketArn({ Bucket: name }),
      DomainName: `${name}.s3.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${at.region}.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${at.region}.amazonaws.com`,
      WebsiteURL: `http://${name}.s3-website-${at.region}.amazonaws.com`,
    },
  };
}

function wantedTags(properties: ResourceProperties, at: ResourceScope): Tags {
  const ofStack = Object.entries(at.stackTags).filter(([key]) => !key.startsWith("aws:"));
  return { ...Object.fromEntries(ofStack), ...tagsOf(properties["Tags"]) };
}
