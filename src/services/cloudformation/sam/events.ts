/** The events of a function: queues, topics, buckets and APIs that invoke it. */
import { notImplemented } from "../../../platform/service-error.ts";
import { isTree } from "../template/tree.ts";
import { addResource, inherited, invalidEvent, listOf, mapOf, pick, refName } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { addPermission, eventProperties, invokedArn, invokedName } from "./event.ts";
import type { FunctionEvent } from "./event.ts";
import { expandHttpApiEvent } from "./http-api.ts";
import { expandRestApiEvent } from "./rest-api.ts";

/** @throws NotImplemented for events that are not here, ValidationError for those that miss something */
export function expandEvent(source: FunctionEvent, draft: Draft): void {
  switch (source.event["Type"]) {
    case "SQS":
      expandQueue(source, draft);
      return;
    case "SNS":
      expandTopic(source, draft);
      return;
    case "S3":
      expandBucket(source, draft);
      return;
    case "HttpApi":
      expandHttpApiEvent(source, draft);
      return;
    case "Api":
      expandRestApiEvent(source, draft);
      return;
    default:
      throw notImplemented(`the event type ${JSON.stringify(source.event["Type"])} (of ${source.functionId})`);
  }
}

const QUEUE_SETTINGS = [
  "BatchSize",
  "Enabled",
  "FilterCriteria",
  "FunctionResponseTypes",
  "MaximumBatchingWindowInSeconds",
  "ScalingConfig",
];

function expandQueue(source: FunctionEvent, draft: Draft): void {
  const properties = eventProperties(source, ["Queue", ...QUEUE_SETTINGS], ["Queue"]);
  const { functionId, eventId, resource } = source;
  addResource(draft, `${functionId}${eventId}`, {
    Type: "AWS::Lambda::EventSourceMapping",
    ...inherited(resource),
    Properties: {
      EventSourceArn: properties["Queue"],
      FunctionName: invokedName(source),
      ...pick(properties, QUEUE_SETTINGS),
    },
  });
}

const TOPIC_SETTINGS = ["Region", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy"];

function expandTopic(source: FunctionEvent, draft: Draft): void {
  const properties = eventProperties(source, ["Topic", "SqsSubscription", ...TOPIC_SETTINGS], ["Topic"]);
  const { functionId, eventId, resource } = source;
  const { SqsSubscription: viaQueue } = properties;
  if (viaQueue !== undefined && viaQueue !== false) throw notImplemented("SqsSubscription");
  addResource(draft, `${functionId}${eventId}`, {
    Type: "AWS::SNS::Subscription",
    ...inherited(resource),
    Properties: {
      Endpoint: invokedArn(source),
      Protocol: "lambda",
      TopicArn: properties["Topic"],
      ...pick(properties, TOPIC_SETTINGS),
    },
  });
  const grant = { Principal: "sns.amazonaws.com", SourceArn: properties["Topic"] };
  addPermission(source, { grant }, draft);
}

function expandBucket(source: FunctionEvent, draft: Draft): void {
  const properties = eventProperties(source, ["Bucket", "Events", "Filter"], ["Bucket", "Events"]);
  const { functionId, eventId } = source;
  const bucketId = refName(properties["Bucket"]) ?? "";
  const bucket = draft.resources.get(bucketId);
  if (bucket?.["Type"] !== "AWS::S3::Bucket") {
    throw invalidEvent(functionId, eventId, "S3 events must reference an S3 bucket in the same template.");
  }
  const grant = { Principal: "s3.amazonaws.com", SourceAccount: { Ref: "AWS::AccountId" } };
  const permission = addPermission(source, { grant }, draft);
  const configurations = listOf(properties["Events"]).map((Event) => ({
    Function: invokedArn(source),
    ...pick(properties, ["Filter"]),
    Event,
  }));
  const bucketProperties = mapOf(bucket["Properties"]);
  const notification = mapOf(bucketProperties["NotificationConfiguration"]);
  const before = listOf(notification["LambdaConfigurations"]).filter((each) => isTree(each));
  draft.resources.set(bucketId, {
    ...bucket,
    // S3 tests its notifications when they are set: the permission must be there by then.
    DependsOn: [...listOf(bucket["DependsOn"]), permission],
    Properties: {
      ...bucketProperties,
      NotificationConfiguration: { ...notification, LambdaConfigurations: [...before, ...configurations] },
    },
  });
}
