/** GetTopicAttributes: what a topic is set to, and how many subscriptions it has. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { beginningArchiveTime } from "../archive/archive.ts";
import { meterRequest } from "../metrics.ts";
import { subscriptionsOf } from "../subscription/find-subscription.ts";
import { settingsAsAttributes } from "../topic/attributes.ts";
import { requireTopic } from "../topic/find-topic.ts";

export const getTopicAttributes = operation.read(SNS.GetTopicAttributes, {
  honours: ["TopicArn"],
  on: (input) => input.TopicArn,
  run(input, at) {
    const topic = requireTopic(at, input.TopicArn);
    const all = subscriptionsOf(at, topic);
    const confirmed = all.filter((each) => each.confirmed).length;
    const beginsAt = beginningArchiveTime(topic, at.now);
    meterRequest(at, topic);
    return {
      Attributes: {
        ...settingsAsAttributes(topic),
        ...(beginsAt === undefined ? {} : { BeginningArchiveTime: new Date(beginsAt).toISOString() }),
        SubscriptionsConfirmed: String(confirmed),
        SubscriptionsPending: String(all.length - confirmed),
        SubscriptionsDeleted: String(topic.deletedSubscriptions),
      },
    };
  },
});
