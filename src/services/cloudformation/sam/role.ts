/** The role that a function gets when its template names none. */
import { notImplemented } from "../../../platform/service-error.ts";
import { functionOf, isTree } from "../template/tree.ts";
import type { Tree } from "../template/tree.ts";
import { inherited, invalidResource, listOf, mapOf, tagList } from "./draft.ts";
import { policyFromTemplate } from "./policy-templates.ts";

/** What of the function, besides its policies, the role must allow. */
interface Needs {
  readonly tags: Tree;
  readonly deadLetterQueue: { readonly action: string; readonly arn: unknown } | undefined;
  /** Inline policies for the destinations of asynchronous invocations. */
  readonly destinations: readonly Tree[];
}

const MANAGED = "arn:aws:iam::aws:policy/";
const BASIC = `${MANAGED}service-role/AWSLambdaBasicExecutionRole`;
const QUEUE = `${MANAGED}service-role/AWSLambdaSQSQueueExecutionRole`;

/** AWS's own policies whose ARN has this path; the others have none. */
const UNDER_SERVICE_ROLE = new Set([
  "AWSLambdaBasicExecutionRole",
  "AWSLambdaSQSQueueExecutionRole",
  "AWSLambdaDynamoDBExecutionRole",
  "AWSLambdaKinesisExecutionRole",
  "AWSLambdaVPCAccessExecutionRole",
  "AWSLambdaRole",
  "AWSLambdaENIManagementAccess",
  "AmazonAPIGatewayPushToCloudWatchLogs",
]);

export function functionRole(id: string, resource: Tree, needs: Needs): Tree {
  const properties = mapOf(resource["Properties"]);
  const managed: unknown[] = [BASIC];
  const inline: Tree[] = [];
  if (needs.deadLetterQueue !== undefined) {
    const { action, arn } = needs.deadLetterQueue;
    const Statement = [{ Action: action, Resource: arn, Effect: "Allow" }];
    inline.push({ PolicyName: "DeadLetterQueuePolicy", PolicyDocument: { Version: "2012-10-17", Statement } });
  }
  inline.push(...needs.destinations);
  for (const [index, policy] of listOf(properties["Policies"]).entries()) {
    const read = readPolicy(id, policy);
    if ("arn" in read) managed.push(read.arn);
    else inline.push({ PolicyName: `${id}RolePolicy${index}`, PolicyDocument: read.document });
  }
  const events = Object.values(mapOf(properties["Events"]));
  if (events.some((event) => mapOf(event)["Type"] === "SQS") && !managed.includes(QUEUE)) managed.push(QUEUE);
  return {
    Type: "AWS::IAM::Role",
    ...inherited(resource),
    Properties: {
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Action: ["sts:AssumeRole"], Effect: "Allow", Principal: { Service: ["lambda.amazonaws.com"] } }],
      },
      ManagedPolicyArns: [...new Set(managed)],
      ...(inline.length === 0 ? {} : { Policies: inline }),
      Tags: tagList(needs.tags),
    },
  };
}

function readPolicy(id: string, policy: unknown): { readonly arn: unknown } | { readonly document: Tree } {
  if (typeof policy === "string") {
    if (policy.startsWith("arn:")) return { arn: policy };
    return { arn: `${MANAGED}${UNDER_SERVICE_ROLE.has(policy) ? "service-role/" : ""}${policy}` };
  }
  if (!isTree(policy)) throw invalidResource(id, "Policies must be names, ARNs, policy documents or policy templates.");
  if (policy["Statement"] !== undefined) return { document: policy };
  const [name] = functionOf(policy) ?? [];
  if (name === "Fn::If") throw notImplemented("Fn::If in Policies");
  if (name !== undefined) return { arn: policy };
  const [template, ...more] = Object.entries(policy);
  if (template === undefined || more.length > 0) {
    throw invalidResource(id, "A policy template must be a map with one name.");
  }
  return { document: policyFromTemplate(id, template[0], mapOf(template[1])) };
}
