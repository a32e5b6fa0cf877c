/** Properties of AWS::S3::Bucket as CloudFormation spells them, made into what the API takes; anything else is refused by name. */
import { notImplemented } from "../../platform/service-error.ts";
import { booleanOf, listOf, pairsOf, requiredRecord, requiredText, textOf } from "../../platform/template-values.ts";
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
} from "../../schema/generated/s3.ts";

type Properties = Readonly<Record<string, unknown>>;

export function publicAccessOf(value: unknown): PublicAccessBlockConfiguration | undefined {
  if (value === undefined) return undefined;
  const names = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];
  const given = members(value, "PublicAccessBlockConfiguration", names);
  return Object.fromEntries(names.map((name) => [name, booleanOf(given[name]) ?? false]));
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
    const SSEAlgorithm = (textOf(byDefault["SSEAlgorithm"]) ?? "AES256") as ServerSideEncryption;
    return {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm },
      BucketKeyEnabled: booleanOf(rule["BucketKeyEnabled"]) ?? false,
    };
  });
  return { Rules };
}

export function ownershipOf(value: unknown): OwnershipControls | undefined {
  if (value === undefined) return undefined;
  const { Rules: rules } = members(value, "OwnershipControls", ["Rules"]);
  const Rules = items(rules, "Rules", ["ObjectOwnership"]).map((rule) => ({
    // PutBucketOwnershipControls refuses every ownership but its own, by name.
    ObjectOwnership: requiredText(rule["ObjectOwnership"]) as ObjectOwnership,
  }));
  return { Rules };
}

export function notificationOf(value: unknown): NotificationConfiguration {
  const names = ["LambdaConfigurations", "QueueConfigurations", "TopicConfigurations"];
  const given = members(value ?? {}, "NotificationConfiguration", names);
  const of = (list: string, target: string): { arn: string; rest: ReturnType<typeof ruleOf> }[] =>
    items(given[list], list, ["Event", "Filter", target]).map((rule) => ({
      arn: requiredText(rule[target]),
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
  const Events = [requiredText(rule["Event"]) as Event];
  if (rule["Filter"] === undefined) return { Events };
  const { S3Key: s3Key } = members(rule["Filter"], "Filter", ["S3Key"]);
  const { Rules: rules } = members(s3Key, "S3Key", ["Rules"]);
  const FilterRules = pairsOf(rules, ["Name", "Value"]).map(
    ([Name, Value]) => ({ Name: Name.toLowerCase(), Value }) as FilterRule,
  );
  return { Events, Filter: { Key: { FilterRules } } };
}

function members(value: unknown, name: string, known: readonly string[]): Properties {
  const given = requiredRecord(value);
  for (const member of Object.keys(given)) {
    if (!known.includes(member)) throw notImplemented(`${name}.${member} of AWS::S3::Bucket`);
  }
  return given;
}

function items(value: unknown, name: string, known: readonly string[]): readonly Properties[] {
  return (listOf(value) ?? []).map((item) => members(item, name, known));
}
