/** The CloudFormation types of S3: AWS::S3::Bucket and AWS::S3::BucketPolicy. */
import { ServiceError, notImplemented } from "../../platform/service-error.ts";
import type { CallAs } from "../../platform/scope.ts";
import type {
  ResourceInstance,
  ResourceProperties,
  ResourceScope,
  ResourceType,
} from "../../platform/resource-type.ts";
import { S3 } from "../../schema/generated/s3.ts";
import type { BucketLocationConstraint, Tag } from "../../schema/generated/s3.ts";
import { bucketArn } from "./bucket/bucket-arn.ts";
import { bucketAlreadyExists } from "./errors.ts";
import { encryptionOf, notificationOf, ownershipOf, publicAccessOf, tagsOf } from "./resource-properties.ts";

/** Longest name of a bucket. */
const NAME_MAXIMUM_LENGTH = 63;
const NEW_BUCKET_SETTINGS = ["PublicAccessBlockConfiguration", "BucketEncryption", "OwnershipControls"];

export const bucketResource: ResourceType = {
  type: "AWS::S3::Bucket",
  properties: ["BucketName", "NotificationConfiguration", "Tags", ...NEW_BUCKET_SETTINGS],
  required: [],
  replacedBy: ["BucketName"],
  async create(properties, at) {
    const name = text(properties["BucketName"]) ?? at.generatedName(NAME_MAXIMUM_LENGTH).toLowerCase();
    const tags = [...systemTags(at), ...wantedTags(properties, at)];
    if (!(await isOurs(name, at))) {
      // The region of the stack is one of the model's, which lists all but the home region.
      const constraint = at.region === "us-east-1" ? {} : { LocationConstraint: at.region as BucketLocationConstraint };
      const CreateBucketConfiguration = { ...constraint, Tags: tags };
      await at.call(S3.CreateBucket, { Bucket: name, CreateBucketConfiguration }, as(at));
    }
    await configure(name, properties, at);
    return instanceOf(name, at);
  },
  async update(instance, { properties }, at) {
    const TagSet = wantedTags(properties, at);
    await at.call(S3.PutBucketTagging, { Bucket: instance.physicalId, Tagging: { TagSet } }, as(at));
    await configure(instance.physicalId, properties, at);
    return instance;
  },
  async delete(instance, _properties, at) {
    await ignoring("NoSuchBucket", at.call(S3.DeleteBucket, { Bucket: instance.physicalId }, as(at)));
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
    await ignoring("NoSuchBucket", at.call(S3.DeleteBucketPolicy, { Bucket: instance.physicalId }, as(at)));
  },
};

async function putPolicy(properties: ResourceProperties, at: ResourceScope): Promise<ResourceInstance> {
  const Bucket = text(properties["Bucket"]) ?? "";
  const document = properties["PolicyDocument"];
  const Policy = typeof document === "string" ? document : JSON.stringify(document);
  await at.call(S3.PutBucketPolicy, { Bucket, Policy }, as(at));
  return { physicalId: Bucket, attributes: {} };
}

/** Whether the bucket was made by this very creation, before a crash. @throws BucketAlreadyExists when by another */
async function isOurs(name: string, at: ResourceScope): Promise<boolean> {
  let present: readonly Tag[];
  try {
    present = (await at.call(S3.GetBucketTagging, { Bucket: name }, as(at))).TagSet;
  } catch (error) {
    if (error instanceof ServiceError && error.code === "NoSuchBucket") return false;
    if (error instanceof ServiceError && error.code === "NoSuchTagSet") throw bucketAlreadyExists(name);
    throw error;
  }
  const isMarked = systemTags(at).every((tag) =>
    present.some((each) => each.Key === tag.Key && each.Value === tag.Value),
  );
  if (!isMarked) throw bucketAlreadyExists(name);
  return true;
}

/** Puts everything that a bucket is not made with; it may be put again. */
async function configure(name: string, properties: ResourceProperties, at: ResourceScope): Promise<void> {
  const Bucket = name;
  const PublicAccessBlockConfiguration = publicAccessOf(properties["PublicAccessBlockConfiguration"]);
  if (PublicAccessBlockConfiguration !== undefined) {
    await at.call(S3.PutPublicAccessBlock, { Bucket, PublicAccessBlockConfiguration }, as(at));
  }
  const ServerSideEncryptionConfiguration = encryptionOf(properties["BucketEncryption"]);
  if (ServerSideEncryptionConfiguration !== undefined) {
    await at.call(S3.PutBucketEncryption, { Bucket, ServerSideEncryptionConfiguration }, as(at));
  }
  const OwnershipControls = ownershipOf(properties["OwnershipControls"]);
  if (OwnershipControls !== undefined) {
    await at.call(S3.PutBucketOwnershipControls, { Bucket, OwnershipControls }, as(at));
  }
  const NotificationConfiguration = notificationOf(properties["NotificationConfiguration"]);
  await at.call(S3.PutBucketNotificationConfiguration, { Bucket, NotificationConfiguration }, as(at));
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

function wantedTags(properties: ResourceProperties, at: ResourceScope): Tag[] {
  const own = tagsOf(properties["Tags"]);
  const ofStack = Object.entries(at.stackTags)
    .filter(([key]) => !key.startsWith("aws:") && !own.some((tag) => tag.Key === key))
    .map(([Key, Value]) => ({ Key, Value }));
  return [...ofStack, ...own];
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html */
function systemTags(at: ResourceScope): Tag[] {
  return [
    { Key: "aws:cloudformation:stack-name", Value: at.stackName },
    { Key: "aws:cloudformation:stack-id", Value: at.stackId },
    { Key: "aws:cloudformation:logical-id", Value: at.logicalId },
  ];
}

function as(at: ResourceScope): CallAs {
  return { principal: "cloudformation.amazonaws.com", sourceArn: at.stackId };
}

async function ignoring(code: string, act: Promise<unknown>): Promise<void> {
  try {
    await act;
  } catch (error) {
    // Removing what is already gone is no error.
    if (!(error instanceof ServiceError) || error.code !== code) throw error;
  }
}

function text(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") return value;
  throw notImplemented(`a name that is ${JSON.stringify(value)}`);
}
