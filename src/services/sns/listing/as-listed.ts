/** A subscription as lists show it. */
import type { Subscription } from "../../../schema/generated/sns.ts";
import { shownEndpoint } from "../subscription/endpoint.ts";
import { type StoredSubscription, subscriptionArn, topicKeyOf } from "../subscription/subscription.ts";
import { topicArn } from "../topic/topic.ts";

/** While it is pending, a word stands where its ARN will. */
export function asListed(subscription: StoredSubscription): Subscription {
  return {
    SubscriptionArn: subscription.confirmed ? subscriptionArn(subscription) : "PendingConfirmation",
    Owner: subscription.owner,
    Protocol: subscription.protocol,
    Endpoint: shownEndpoint(subscription.endpoint),
    TopicArn: topicArn(topicKeyOf(subscription)),
  };
}
