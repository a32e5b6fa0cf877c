/** ConfirmSubscription: a token confirms a subscription that waits for it, or restores one that its link removed. */
import { operation } from "../../../platform/operation.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { invalidParameter, notAuthorized, topicDoesNotExist } from "../errors.ts";
import { meterRequest } from "../metrics.ts";
import { withReplay } from "../replay/replay.ts";
import { keepForGood, tokenOf } from "../subscription/confirmation-token.ts";
import { checkFilterPolicyQuota } from "../subscription/filter-policy-quota.ts";
import {
  findByEndpoint,
  findSubscription,
  putSubscription,
  subscriptionsOf,
} from "../subscription/find-subscription.ts";
import { type StoredSubscription, subscriptionArn, topicKeyOf } from "../subscription/subscription.ts";
import { findTopic } from "../topic/find-topic.ts";
import { checkLargeMessages } from "../topic/large-messages.ts";

export const confirmSubscription = operation.write(SNS.ConfirmSubscription, {
  honours: ["TopicArn", "Token", "AuthenticateOnUnsubscribe"],
  on: (input) => input.TopicArn,
  run(input, at) {
    const parts = input.TopicArn.split(":");
    if (parts.length < 6 || parts[2] !== "sns" || parts[3] !== at.region) throw invalidParameter("Topic");
    const isSigned = at.caller.kind !== "anonymous";
    const authenticates = checkedFlag(input.AuthenticateOnUnsubscribe);
    // https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html: with this flag a signature is required.
    if (authenticates && !isSigned) throw notAuthorized("This operation requires a signed request.");
    // Recorded: the token alone decides, whichever topic of the region is named.
    const token = tokenOf(at, input.Token);
    if (token === undefined) throw invalidParameter("Token");
    const current = waiting(at, token.subscription);
    const subscription: StoredSubscription = {
      ...current,
      confirmed: true,
      confirmationWasAuthenticated: current.confirmed ? current.confirmationWasAuthenticated : isSigned,
      authenticateOnUnsubscribe: current.authenticateOnUnsubscribe || authenticates,
    };
    putSubscription(at, current.confirmed ? subscription : begun(at, subscription));
    keepForGood(at, subscription);
    meterRequest(at, topicKeyOf(subscription));
    return { SubscriptionArn: subscriptionArn(subscription) };
  },
});

/** A text in the model; AWS's answer to what is neither true nor false is not recorded. */
function checkedFlag(value = "false"): boolean {
  const lower = value.toLowerCase();
  if (lower !== "true" && lower !== "false") throw invalidParameter("AuthenticateOnUnsubscribe");
  return lower === "true";
}

/** A subscription that is confirmed now, with the replay that has waited for it. */
function begun(at: WriteScope, subscription: StoredSubscription): StoredSubscription {
  const topic = findTopic(at, topicKeyOf(subscription));
  return topic === undefined ? subscription : withReplay(at, topic, { subscription, active: false });
}

/** The subscription that a token is for, as it is now. @throws ServiceError when there is nothing to confirm any more */
function waiting(at: WriteScope, remembered: StoredSubscription): StoredSubscription {
  const topic = findTopic(at, topicKeyOf(remembered));
  if (topic === undefined) throw topicDoesNotExist();
  const current = findSubscription(at, remembered) ?? findByEndpoint(at, topicKeyOf(remembered), remembered);
  if (current !== undefined) return current;
  // A token of a confirmed subscription was made to restore it; one that never was confirmed is gone for good.
  if (!remembered.confirmed) throw invalidParameter("Token");
  checkLargeMessages(topic.settings, [...subscriptionsOf(at, topic), remembered]);
  if (remembered.settings.filterPolicy !== undefined) checkFilterPolicyQuota(at, topic);
  return remembered;
}
