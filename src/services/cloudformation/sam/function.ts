/** AWS::Serverless::Function: the function itself, its role, its asynchronous settings and its events. */
import { notImplemented } from "../../../platform/service-error.ts";
import { isTree } from "../template/tree.ts";
import type { Tree } from "../template/tree.ts";
import { ALIAS_PROPERTIES, expandAlias } from "./alias.ts";
import { codeLocation } from "./code-location.ts";
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
  "Layers",
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
  ...ALIAS_PROPERTIES,
];

export function expandFunction(id: string, resource: Tree, draft: Draft): void {
  const properties = mapOf(resource["Properties"]);
  checkNames(properties, [...PASSED, ...OWN], `AWS::Serverless::Function (of ${id})`);
  if (properties["PackageType"] !== undefined && properties["PackageType"] !== "Zip") {
    throw notImplemented("PackageType Image");
  }
  const tags = { "lambda:createdBy": "SAM", ...mapOf(properties["Tags"]) };
  const role = properties["Role"] ?? { "Fn::GetAtt": [`${id}Role`, "Arn"] };
  const deadLetterQueue = deadLetterTarget(id, properties["DeadLetterQueue"]);
  const made = {
    Code: codeOf(id, properties),
    ...(deadLetterQueue === undefined ? {} : { DeadLetterConfig: { TargetArn: deadLetterQueue.arn } }),
    ...pick(properties, PASSED),
    Role: role,
    Tags: tagList(tags),
  };
  addResource(draft, id, {
    Type: "AWS::Lambda::Function",
    ...pick(resource, ["DependsOn", "Metadata", "DeletionPolicy", "UpdateReplacePolicy"]),
    ...inherited(resource),
    Properties: made,
  });
  const alias = expandAlias({ id, resource, made }, draft);
  const destinations = expandEventInvokeConfig(id, { resource, alias }, draft);
  if (properties["Role"] === undefined) {
    addResource(draft, `${id}Role`, functionRole(id, resource, { tags, deadLetterQueue, destinations }));
  }
  expandFunctionUrlConfig(id, { resource, alias }, draft);
  for (const [eventId, event] of Object.entries(mapOf(properties["Events"]))) {
    if (!isTree(event)) throw invalidResource(id, `Event with id [${eventId}] is invalid.`);
    expandEvent({ functionId: id, eventId, event, resource, alias }, draft);
  }
}

function codeOf(id: string, properties: Tree): Tree {
  const { CodeUri: uri, InlineCode: inline } = properties;
  if (inline !== undefined) return { ZipFile: inline };
  return codeLocation(id, { name: "CodeUri", uri });
}

function deadLetterTarget(id: string, value: unknown): { readonly action: string; readonly arn: unknown } | undefined {
  if (value === undefined) return undefined;
  const { Type: type, TargetArn: arn } = mapOf(value);
  if ((type !== "SQS" && type !== "SNS") || arn === undefined) {
    throw invalidResource(id, "'DeadLetterQueue' requires Type and TargetArn properties to be specified.");
  }
  return { action: type === "SQS" ? "sqs:SendMessage" : "sns:Publish", arn };
}
