/** GetSubscriptionAttributes: what a subscription is set to. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterRequest } from "../metrics.ts";
import { subscriptionAttributes } from "../subscription/attributes.ts";
import { requireSubscription } from "../subscription/find-subscription.ts";
import { topicKeyOf } from "../subscription/subscription.ts";
import { findTopic } from "../topic/find-topic.ts";

export const getSubscriptionAttributes = operation.read(SNS.GetSubscriptionAttributes, {
  honours: ["SubscriptionArn"],
  on: (input) => input.SubscriptionArn,
  run(input, at) {
    const subscription = requireSubscription(at, input.SubscriptionArn);
    const key = topicKeyOf(subscription);
    meterRequest(at, key);
    return { Attributes: subscriptionAttributes(subscription, findTopic(at, key)) };
  },
});
