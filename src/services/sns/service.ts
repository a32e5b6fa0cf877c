/** Amazon Simple Notification Service: topics, subscriptions, filter policies and deliveries. */
import { defineService } from "../../platform/service.ts";
import { SNS } from "../../schema/generated/sns.ts";
import { EXPIRE_ARCHIVE, expireArchive } from "./archive/archive.ts";
import { CONFIRM } from "./delivery/confirm-payload.ts";
import { confirm } from "./delivery/confirm.ts";
import { deadLetter } from "./delivery/dead-letter.ts";
import { DEAD_LETTER, DELIVER, DELIVER_TO_QUEUES, PREPARE_SIGNING } from "./delivery/deliver-payload.ts";
import { deliverToQueues } from "./delivery/deliver-to-queues.ts";
import { deliver } from "./delivery/deliver.ts";
import { signingKey } from "./delivery/signing-key.ts";
import { clearDeduplication } from "./jobs.ts";
import { addPermission } from "./operations/add-permission.ts";
import { confirmSubscription } from "./operations/confirm-subscription.ts";
import { createTopic } from "./operations/create-topic.ts";
import { deleteTopic } from "./operations/delete-topic.ts";
import { getDataProtectionPolicy } from "./operations/get-data-protection-policy.ts";
import { getSubscriptionAttributes } from "./operations/get-subscription-attributes.ts";
import { getTopicAttributes } from "./operations/get-topic-attributes.ts";
import { listSubscriptionsByTopic } from "./operations/list-subscriptions-by-topic.ts";
import { listSubscriptions } from "./operations/list-subscriptions.ts";
import { listTagsForResource } from "./operations/list-tags-for-resource.ts";
import { listTopics } from "./operations/list-topics.ts";
import { publishBatch } from "./operations/publish-batch.ts";
import { publishMessage } from "./operations/publish.ts";
import { putDataProtectionPolicy } from "./operations/put-data-protection-policy.ts";
import { removePermission } from "./operations/remove-permission.ts";
import { setSubscriptionAttributes } from "./operations/set-subscription-attributes.ts";
import { setTopicAttributes } from "./operations/set-topic-attributes.ts";
import { subscribe } from "./operations/subscribe.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { unsubscribe } from "./operations/unsubscribe.ts";
import { untagResource } from "./operations/untag-resource.ts";
import { pushOperations } from "./push/push-operations.ts";
import { refuse } from "./refuse.ts";
import { replay } from "./replay/replay-batch.ts";
import { REPLAY } from "./replay/replay-effect.ts";
import { subscriptionResource, topicPolicyResource, topicResource } from "./resources.ts";
import { certificateRoute } from "./routes.ts";
import { smsOperations } from "./sms/sms-operations.ts";
import { FORGET_PENDING, FORGET_TOKEN, forgetPending, forgetToken } from "./subscription/confirmation-token.ts";
import { topicAccess } from "./topic/topic-access.ts";

export const sns = defineService({
  model: SNS.model,
  operations: [
    createTopic,
    deleteTopic,
    listTopics,
    getTopicAttributes,
    setTopicAttributes,
    addPermission,
    removePermission,
    subscribe,
    confirmSubscription,
    unsubscribe,
    listSubscriptions,
    listSubscriptionsByTopic,
    getSubscriptionAttributes,
    setSubscriptionAttributes,
    publishMessage,
    publishBatch,
    tagResource,
    untagResource,
    listTagsForResource,
    getDataProtectionPolicy,
    putDataProtectionPolicy,
    ...smsOperations,
    ...pushOperations,
  ],
  unsupported: [],
  refuse,
  access: topicAccess,
  effects: {
    [PREPARE_SIGNING]: async (_payload: null, at) => void (await signingKey(at)),
    [DELIVER]: deliver,
    [DELIVER_TO_QUEUES]: deliverToQueues,
    [DEAD_LETTER]: deadLetter,
    [CONFIRM]: confirm,
    [REPLAY]: replay,
  },
  timers: { [EXPIRE_ARCHIVE]: expireArchive, [FORGET_TOKEN]: forgetToken, [FORGET_PENDING]: forgetPending },
  minutely: clearDeduplication,
  resources: [topicResource, subscriptionResource, topicPolicyResource],
  routes: [certificateRoute],
});
