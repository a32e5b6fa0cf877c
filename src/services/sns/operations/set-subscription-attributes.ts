/** SetSubscriptionAttributes: changes one attribute of a subscription. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterRequest } from "../metrics.ts";
import { isActive, withReplay } from "../replay/replay.ts";
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
    const context = { topic, protocol, endpoint, now: at.now, prefix: "" } as const;
    const settings = changedSettings(subscription.settings, attributes, context);
    if (settings.filterPolicy !== undefined && subscription.settings.filterPolicy === undefined) {
      checkFilterPolicyQuota(at, topic);
    }
    const changed = { ...subscription, settings };
    const replays = input.AttributeName === "ReplayPolicy";
    // A policy that is set starts a replay, also when it is the same: https://docs.aws.amazon.com/sns/latest/dg/message-archiving-and-replay-subscriber.html
    const active = isActive(subscription);
    putSubscription(at, replays ? withReplay(at, topic, { subscription: changed, active }) : changed);
    meterRequest(at, topic);
    return {};
  },
});
