/** AWS::Serverless::Function: the function itself, its role, its asynchronous settings and its events. */
import { notImplemented } from "../../../platform/service-error.ts";
import { isTree } from "../template/tree.ts";
import type { Tree } from "../template/tree.ts";
import { addResource, checkNames, inherited, invalidResource, mapOf, pick, tagList } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { expandEventInvokeConfig } from "./event-invoke-config.ts";
import { expandFunctionUrlConfig } from "./function-url-config.ts";
import { expandEvent } from "./events.ts";
import { functionRole } from "./role.ts";

/** Properties that AWS::Lambda::Function has under the same name. */
const PASSED = [
  "FunctionName",
  "Handler",
  "Runtime",
  "Timeout",
  "MemorySize",
  "Description",
  "Environment",
  "Architectures",
  "LoggingConfig",
  "ReservedConcurrentExecutions",
  "EphemeralStorage",
];
const OWN = [
  "CodeUri",
  "InlineCode",
  "Policies",
  "Role",
  "Events",
  "EventInvokeConfig",
  "FunctionUrlConfig",
  "DeadLetterQueue",
  "Tags",
  "PackageType",
];

export function expandFunction(id: string, resource: Tree, draft: Draft): void {
  const properties = mapOf(resource["Properties"]);
  checkNames(properties, [...PASSED, ...OWN], `AWS::Serverless::Function (of ${id})`);
  if (properties["PackageType"] !== undefined && properties["PackageType"] !== "Zip") {
    throw notImplemented("PackageType Image");
  }
  const tags = { "lambda:createdBy": "SAM", ...mapOf(properties["Tags"]) };
  const invocation = expandEventInvokeConfig(id, resource, draft);
  const role = properties["Role"] ?? { "Fn::GetAtt": [`${id}Role`, "Arn"] };
  const deadLetterQueue = deadLetterTarget(id, properties["DeadLetterQueue"]);
  addResource(draft, id, {
    Type: "AWS::Lambda::Function",
    ...pick(resource, ["DependsOn", "Metadata", "DeletionPolicy", "UpdateReplacePolicy"]),
    ...inherited(resource),
    Properties: {
      Code: codeOf(id, properties),
      ...(deadLetterQueue === undefined ? {} : { DeadLetterConfig: { TargetArn: deadLetterQueue.arn } }),
      ...pick(properties, PASSED),
      Role: role,
      Tags: tagList(tags),
    },
  });
  if (properties["Role"] === undefined) {
    addResource(draft, `${id}Role`, functionRole(id, resource, { tags, deadLetterQueue, destinations: invocation }));
  }
  expandFunctionUrlConfig(id, resource, draft);
  for (const [eventId, event] of Object.entries(mapOf(properties["Events"]))) {
    if (!isTree(event)) throw invalidResource(id, `Event with id [${eventId}] is invalid.`);
    expandEvent({ functionId: id, eventId, event, resource }, draft);
  }
}

const S3_URI = /^s3:\/\/([^/?]+)\/([^?]+)(?:\?versionId=(.+))?$/;

function codeOf(id: string, properties: Tree): Tree {
  const { CodeUri: uri, InlineCode: inline } = properties;
  if (inline !== undefined) return { ZipFile: inline };
  if (isTree(uri) && uri["Bucket"] !== undefined && uri["Key"] !== undefined) {
    const version = uri["Version"] === undefined ? {} : { S3ObjectVersion: uri["Version"] };
    return { S3Bucket: uri["Bucket"], S3Key: uri["Key"], ...version };
  }
  const [, bucket, key, version] = S3_URI.exec(typeof uri === "string" ? uri : "") ?? [];
  if (bucket === undefined) {
    throw invalidResource(
      id,
      "'CodeUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.",
    );
  }
  return { S3Bucket: bucket, S3Key: key, ...(version === undefined ? {} : { S3ObjectVersion: version }) };
}

function deadLetterTarget(id: string, value: unknown): { readonly action: string; readonly arn: unknown } | undefined {
  if (value === undefined) return undefined;
  const { Type: type, TargetArn: arn } = mapOf(value);
  if ((type !== "SQS" && type !== "SNS") || arn === undefined) {
    throw invalidResource(id, "'DeadLetterQueue' requires Type and TargetArn properties to be specified.");
  }
  return { action: type === "SQS" ? "sqs:SendMessage" : "sns:Publish", arn };
}
