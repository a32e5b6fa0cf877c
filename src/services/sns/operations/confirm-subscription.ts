/** ConfirmSubscription: a token confirms a subscription that waits for it, or restores one that its link removed. */
import { operation } from "../../../platform/operation.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { invalidParameter, topicDoesNotExist } from "../errors.ts";
import { keepForGood, tokenOf } from "../subscription/confirmation-token.ts";
import { findByEndpoint, findSubscription, putSubscription } from "../subscription/find-subscription.ts";
import { type StoredSubscription, subscriptionArn, topicKeyOf } from "../subscription/subscription.ts";
import { findTopic } from "../topic/find-topic.ts";

export const confirmSubscription = operation.write(SNS.ConfirmSubscription, {
  honours: ["TopicArn", "Token", "AuthenticateOnUnsubscribe"],
  on: (input) => input.TopicArn,
  run(input, at) {
    const parts = input.TopicArn.split(":");
    if (parts.length < 6 || parts[2] !== "sns" || parts[3] !== at.region) throw invalidParameter("Topic");
    const isGuarded = checkedFlag(input.AuthenticateOnUnsubscribe);
    // Recorded: the token alone decides, whichever topic of the region is named.
    const token = tokenOf(at, input.Token);
    if (token === undefined) throw invalidParameter("Token");
    const current = waiting(at, token.subscription);
    const isSigned = at.caller.kind !== "anonymous";
    const subscription: StoredSubscription = {
      ...current,
      confirmed: true,
      confirmationWasAuthenticated: current.confirmed ? current.confirmationWasAuthenticated : isSigned,
      authenticateOnUnsubscribe: current.authenticateOnUnsubscribe || (isSigned && isGuarded),
    };
    putSubscription(at, subscription);
    keepForGood(at, subscription);
    return { SubscriptionArn: subscriptionArn(subscription) };
  },
});

/** A text in the model; AWS's answer to what is neither true nor false is not recorded. */
function checkedFlag(value = "false"): boolean {
  const lower = value.toLowerCase();
  if (lower !== "true" && lower !== "false") throw invalidParameter("AuthenticateOnUnsubscribe");
  return lower === "true";
}

/** The subscription that a token is for, as it is now. @throws ServiceError when there is nothing to confirm any more */
function waiting(at: WriteScope, remembered: StoredSubscription): StoredSubscription {
  if (findTopic(at, topicKeyOf(remembered)) === undefined) throw topicDoesNotExist();
  const current = findSubscription(at, remembered) ?? findByEndpoint(at, topicKeyOf(remembered), remembered);
  if (current !== undefined) return current;
  // A token of a confirmed subscription was made to restore it; one that never was confirmed is gone for good.
  if (!remembered.confirmed) throw invalidParameter("Token");
  return remembered;
}
