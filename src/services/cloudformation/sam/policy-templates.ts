/** SAM's policy templates: the actions that each allows, and the ARN that its parameter leads to. */
import { notImplemented } from "../../../platform/service-error.ts";
import type { Tree } from "../template/tree.ts";
import { invalidResource } from "./draft.ts";

interface PolicyTemplate {
  readonly parameter?: string;
  readonly actions: readonly string[];
  /** Resources with `${name}` for the parameter, whose first letter is then small; every resource when absent. */
  readonly resources?: readonly string[];
}

const QUEUE = {
  parameter: "QueueName",
  resources: ["arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${queueName}"],
};
const TOPIC = {
  parameter: "TopicName",
  resources: ["arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${topicName}"],
};
const BUCKET = {
  parameter: "BucketName",
  resources: ["arn:${AWS::Partition}:s3:::${bucketName}", "arn:${AWS::Partition}:s3:::${bucketName}/*"],
};
const BUCKET_READS = "s3:GetObject s3:ListBucket s3:GetBucketLocation s3:GetObjectVersion".split(" ");

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html */
const TEMPLATES: ReadonlyMap<string, PolicyTemplate> = new Map<string, PolicyTemplate>([
  [
    "SQSPollerPolicy",
    {
      ...QUEUE,
      actions:
        "sqs:ChangeMessageVisibility sqs:ChangeMessageVisibilityBatch sqs:DeleteMessage sqs:DeleteMessageBatch sqs:GetQueueAttributes sqs:ReceiveMessage".split(
          " ",
        ),
    },
  ],
  ["SQSSendMessagePolicy", { ...QUEUE, actions: ["sqs:SendMessage*"] }],
  ["SNSPublishMessagePolicy", { ...TOPIC, actions: ["sns:Publish"] }],
  [
    "SNSCrudPolicy",
    {
      parameter: "TopicName",
      actions: "sns:ListSubscriptionsByTopic sns:CreateTopic sns:SetTopicAttributes sns:Subscribe sns:Publish".split(
        " ",
      ),
      resources: ["arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${topicName}*"],
    },
  ],
  ["S3ReadPolicy", { ...BUCKET, actions: [...BUCKET_READS, "s3:GetLifecycleConfiguration"] }],
  ["S3WritePolicy", { ...BUCKET, actions: ["s3:PutObject", "s3:PutObjectAcl", "s3:PutLifecycleConfiguration"] }],
  [
    "S3CrudPolicy",
    {
      ...BUCKET,
      actions: [
        ...BUCKET_READS,
        "s3:PutObject",
        "s3:PutObjectAcl",
        "s3:GetLifecycleConfiguration",
        "s3:PutLifecycleConfiguration",
        "s3:DeleteObject",
      ],
    },
  ],
  [
    "LambdaInvokePolicy",
    {
      parameter: "FunctionName",
      actions: ["lambda:InvokeFunction"],
      resources: ["arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${functionName}*"],
    },
  ],
  ["CloudWatchPutMetricPolicy", { actions: ["cloudwatch:PutMetricData"] }],
]);

/** @throws NotImplemented for templates that are not here, ValidationError for parameters that do not fit */
export function policyFromTemplate(functionId: string, name: string, parameters: Tree): Tree {
  const template = TEMPLATES.get(name);
  if (template === undefined) throw notImplemented(`the SAM policy template ${name}`);
  const { parameter, actions, resources } = template;
  const given = Object.keys(parameters);
  if (parameter === undefined || resources === undefined) {
    return { Statement: [{ Action: actions, Effect: "Allow", Resource: "*" }] };
  }
  if (given.length !== 1 || given[0] !== parameter) {
    throw invalidResource(functionId, `Must specify valid parameter values for policy template '${name}'`);
  }
  const variable = parameter.charAt(0).toLowerCase() + parameter.slice(1);
  const arns = resources.map((text) => ({ "Fn::Sub": [text, { [variable]: parameters[parameter] }] }));
  return { Statement: [{ Action: actions, Effect: "Allow", Resource: arns.length === 1 ? arns[0] : arns }] };
}
