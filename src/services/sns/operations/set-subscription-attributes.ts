/** SetSubscriptionAttributes: changes one attribute of a subscription. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterRequest } from "../metrics.ts";
import { changedSettings } from "../subscription/attributes.ts";
import { checkFilterPolicyQuota } from "../subscription/filter-policy-quota.ts";
import { putSubscription, requireSubscription } from "../subscription/find-subscription.ts";
import { topicKeyOf } from "../subscription/subscription.ts";
import { topicArn } from "../topic/topic.ts";
import { requireTopic } from "../topic/find-topic.ts";

export const setSubscriptionAttributes = operation.write(SNS.SetSubscriptionAttributes, {
  honours: ["SubscriptionArn", "AttributeName", "AttributeValue"],
  on: (input) => input.SubscriptionArn,
  run(input, at) {
    const subscription = requireSubscription(at, input.SubscriptionArn);
    const topic = requireTopic(at, topicArn(topicKeyOf(subscription)));
    const { protocol, endpoint } = subscription;
    const attributes = { [input.AttributeName]: input.AttributeValue ?? "" };
    const settings = changedSettings(subscription.settings, attributes, { topic, protocol, endpoint, prefix: "" });
    if (settings.filterPolicy !== undefined && subscription.settings.filterPolicy === undefined) {
      checkFilterPolicyQuota(at, topic);
    }
    putSubscription(at, { ...subscription, settings });
    meterRequest(at, topic);
    return {};
  },
});
