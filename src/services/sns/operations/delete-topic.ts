/** DeleteTopic: removes a topic with its subscriptions; one that is not there is no error. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { topicHasArchive } from "../errors.ts";
import { sequences } from "../keyspaces.ts";
import { meterRequest } from "../metrics.ts";
import { keepForGood } from "../subscription/confirmation-token.ts";
import { removeSubscription, subscriptionsOf } from "../subscription/find-subscription.ts";
import { findTopic, removeTopic, topicKey } from "../topic/find-topic.ts";
import { countDeletedTopic } from "../topic/topic-count.ts";

export const deleteTopic = operation.write(SNS.DeleteTopic, {
  honours: ["TopicArn"],
  on: (input) => input.TopicArn,
  run(input, at) {
    const key = topicKey(input.TopicArn, at.region);
    meterRequest(at, key);
    const topic = findTopic(at, key);
    if (topic === undefined) return {};
    if (topic.archive !== undefined) throw topicHasArchive();
    for (const subscription of subscriptionsOf(at, topic)) {
      removeSubscription(at, subscription);
      if (!subscription.confirmed) keepForGood(at, subscription);
    }
    countDeletedTopic(at, topic);
    removeTopic(at, topic);
    sequences.delete(at.tx, [topic.incarnation]);
    return {};
  },
});
