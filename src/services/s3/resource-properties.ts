/** Properties of AWS::S3::Bucket as CloudFormation spells them, made into what the API takes; anything else is refused by name. */
import { notImplemented } from "../../platform/service-error.ts";
import type {
  Event,
  FilterRule,
  NotificationConfiguration,
  NotificationConfigurationFilter,
  ObjectOwnership,
  OwnershipControls,
  PublicAccessBlockConfiguration,
  ServerSideEncryption,
  ServerSideEncryptionConfiguration,
  Tag,
} from "../../schema/generated/s3.ts";
import { malformedXml } from "./errors.ts";

type Properties = Readonly<Record<string, unknown>>;

export function tagsOf(value: unknown): Tag[] {
  return items(value, "Tags", ["Key", "Value"]).map((tag) => ({
    Key: String(tag["Key"]),
    Value: String(tag["Value"]),
  }));
}

export function publicAccessOf(value: unknown): PublicAccessBlockConfiguration | undefined {
  if (value === undefined) return undefined;
  const names = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];
  const given = members(value, "PublicAccessBlockConfiguration", names);
  return Object.fromEntries(names.map((name) => [name, flag(given[name])]));
}

export function encryptionOf(value: unknown): ServerSideEncryptionConfiguration | undefined {
  if (value === undefined) return undefined;
  const { ServerSideEncryptionConfiguration: rules } = members(value, "BucketEncryption", [
    "ServerSideEncryptionConfiguration",
  ]);
  const Rules = items(rules, "ServerSideEncryptionConfiguration", [
    "ServerSideEncryptionByDefault",
    "BucketKeyEnabled",
  ]).map((rule) => {
    const byDefault = members(rule["ServerSideEncryptionByDefault"] ?? {}, "ServerSideEncryptionByDefault", [
      "SSEAlgorithm",
    ]);
    // PutBucketEncryption refuses every algorithm but its own, by name.
    const SSEAlgorithm = String(byDefault["SSEAlgorithm"] ?? "AES256") as ServerSideEncryption;
    return { ApplyServerSideEncryptionByDefault: { SSEAlgorithm }, BucketKeyEnabled: flag(rule["BucketKeyEnabled"]) };
  });
  return { Rules };
}

export function ownershipOf(value: unknown): OwnershipControls | undefined {
  if (value === undefined) return undefined;
  const { Rules: rules } = members(value, "OwnershipControls", ["Rules"]);
  const Rules = items(rules, "Rules", ["ObjectOwnership"]).map((rule) => ({
    // PutBucketOwnershipControls refuses every ownership but its own, by name.
    ObjectOwnership: String(rule["ObjectOwnership"]) as ObjectOwnership,
  }));
  return { Rules };
}

export function notificationOf(value: unknown): NotificationConfiguration {
  const names = ["LambdaConfigurations", "QueueConfigurations", "TopicConfigurations"];
  const given = members(value ?? {}, "NotificationConfiguration", names);
  const of = (list: string, target: string): { arn: string; rest: ReturnType<typeof ruleOf> }[] =>
    items(given[list], list, ["Event", "Filter", target]).map((rule) => ({
      arn: String(rule[target]),
      rest: ruleOf(rule),
    }));
  return {
    TopicConfigurations: of("TopicConfigurations", "Topic").map(({ arn, rest }) => ({ ...rest, TopicArn: arn })),
    QueueConfigurations: of("QueueConfigurations", "Queue").map(({ arn, rest }) => ({ ...rest, QueueArn: arn })),
    LambdaFunctionConfigurations: of("LambdaConfigurations", "Function").map(({ arn, rest }) => ({
      ...rest,
      LambdaFunctionArn: arn,
    })),
  };
}

/** The event and filter of one configuration. Values that the API does not know are refused there. */
function ruleOf(rule: Properties): { Events: Event[]; Filter?: NotificationConfigurationFilter } {
  const Events = [String(rule["Event"]) as Event];
  if (rule["Filter"] === undefined) return { Events };
  const { S3Key: s3Key } = members(rule["Filter"], "Filter", ["S3Key"]);
  const { Rules: rules } = members(s3Key, "S3Key", ["Rules"]);
  const FilterRules = items(rules, "Rules", ["Name", "Value"]).map(
    (each) => ({ Name: String(each["Name"]).toLowerCase(), Value: String(each["Value"]) }) as FilterRule,
  );
  return { Events, Filter: { Key: { FilterRules } } };
}

function members(value: unknown, name: string, known: readonly string[]): Properties {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformedXml();
  // An object that is no array has named members.
  const given = value as Properties;
  for (const member of Object.keys(given)) {
    if (!known.includes(member)) throw notImplemented(`${name}.${member} of AWS::S3::Bucket`);
  }
  return given;
}

function items(value: unknown, name: string, known: readonly string[]): readonly Properties[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw malformedXml();
  return value.map((item) => members(item, name, known));
}

/** Templates give flags as booleans or as words. */
function flag(value: unknown): boolean {
  return value === true || value === "true";
}
