/** What hands events on to a resource by itself: subscriptions, event source mappings, notifications, redrives. */
import { parseArn } from "../../kernel/arn.ts";
import type { ReadScope } from "../../platform/scope.ts";
import { mappings } from "../../services/lambda/keyspaces.ts";
import { mappedFunctionArn } from "../../services/lambda/mapping/mapping-record.ts";
import { bucketArn } from "../../services/s3/bucket/bucket-arn.ts";
import { notifications } from "../../services/s3/keyspaces.ts";
import { subscriptions } from "../../services/sns/keyspaces.ts";
import { type StoredSubscription, subscriptionArn, topicKeyOf } from "../../services/sns/subscription/subscription.ts";
import { topicArn } from "../../services/sns/topic/topic.ts";
import { queues } from "../../services/sqs/keyspaces.ts";
import { withArn } from "../../services/sqs/queue/queue.ts";
import type { Connection } from "./facts.ts";

/** The connections that end at `arn`, and the one that it is the ARN of. */
export function connectionsInto(at: ReadScope, arn: string): readonly Connection[] {
  switch (parseArn(arn)?.service) {
    case "s3":
      return [];
    case "sqs":
      return [...subscriptionsInto(at, arn), ...notificationsInto(at, arn), ...redrivesInto(at, arn)];
    case "lambda":
      return [...mappingsInto(at, arn), ...subscriptionsInto(at, arn), ...notificationsInto(at, arn)];
    default:
      return [...subscriptionsInto(at, arn), ...notificationsInto(at, arn)];
  }
}

function subscriptionsInto(at: ReadScope, arn: string): readonly Connection[] {
  const found: Connection[] = [];
  for (const { value } of subscriptions.range(at.tx, [])) {
    const own = subscriptionArn(value);
    if (value.endpoint === arn || own === arn) found.push(subscriptionConnection(value));
    if (value.settings.deadLetterTargetArn === arn) {
      found.push({ kind: "dead-letter", arn: `${own}/dead-letter`, from: { kind: "subscription", arn: own }, to: arn });
    }
  }
  return found;
}

function subscriptionConnection(subscription: StoredSubscription): Connection {
  return {
    kind: "subscription",
    arn: subscriptionArn(subscription),
    from: { kind: "topic", arn: topicArn(topicKeyOf(subscription)) },
    to: subscription.endpoint,
    createdAt: subscription.createdAt,
    ...(subscription.confirmed ? {} : { idle: "has not confirmed its subscription" }),
  };
}

function mappingsInto(at: ReadScope, arn: string): readonly Connection[] {
  const found: Connection[] = [];
  for (const { value } of mappings.range(at.tx, [])) {
    // A mapping of a qualified function leads to the function all the same.
    const to = mappedFunctionArn(value);
    if (to !== arn && !to.startsWith(`${arn}:`)) continue;
    found.push({
      kind: "event-source",
      arn: value.arn,
      from: { kind: "queue", arn: value.queueArn },
      to: arn,
      ...(value.state === "Enabled"
        ? {}
        : { idle: `does not poll, because its event source mapping is ${value.state}` }),
    });
  }
  return found;
}

function notificationsInto(at: ReadScope, arn: string): readonly Connection[] {
  const found: Connection[] = [];
  for (const { key, value } of notifications.range(at.tx, [])) {
    for (const rule of value) {
      if (rule.destination.arn !== arn) continue;
      const from = { kind: "bucket", arn: bucketArn({ Bucket: key[0] }) } as const;
      found.push({ kind: "notification", arn: rule.id, from, to: arn });
    }
  }
  return found;
}

function redrivesInto(at: ReadScope, arn: string): readonly Connection[] {
  const found: Connection[] = [];
  for (const { value } of queues.range(at.tx, [])) {
    if (value.settings.redrivePolicy?.deadLetterTargetArn !== arn) continue;
    const source = withArn(value).arn;
    found.push({ kind: "dead-letter", arn: `${source}/dead-letter`, from: { kind: "queue", arn: source }, to: arn });
  }
  return found;
}
