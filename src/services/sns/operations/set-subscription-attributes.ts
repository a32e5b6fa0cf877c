/** SetSubscriptionAttributes: changes one attribute of a subscription. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { tooManyFilterPolicies } from "../errors.ts";
import { FILTER_POLICIES_PER_TOPIC_MAX } from "../limits.ts";
import { meterRequest } from "../metrics.ts";
import { changedSettings } from "../subscription/attributes.ts";
import { putSubscription, requireSubscription, subscriptionsOf } from "../subscription/find-subscription.ts";
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
      const filtering = subscriptionsOf(at, topic).filter((each) => each.settings.filterPolicy !== undefined).length;
      if (filtering >= FILTER_POLICIES_PER_TOPIC_MAX) throw tooManyFilterPolicies();
    }
    putSubscription(at, { ...subscription, settings });
    meterRequest(at, topic);
    return {};
  },
});
