/** Unsubscribe: by the owner, or unsigned by the link in each message, which the endpoint can take back. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { invalidParameterReason, notAuthorized } from "../errors.ts";
import { meterRequest } from "../metrics.ts";
import { sendToken } from "../subscription/confirmation-token.ts";
import { findSubscription, subscriptionKey } from "../subscription/find-subscription.ts";
import { removeFromTopic } from "../subscription/remove-from-topic.ts";
import { type Protocol, topicKeyOf } from "../subscription/subscription.ts";

export const unsubscribe = operation.write(SNS.Unsubscribe, {
  honours: ["SubscriptionArn"],
  on: (input) => input.SubscriptionArn,
  run(input, at) {
    const key = subscriptionKey(input.SubscriptionArn, at.region);
    const subscription = findSubscription(at, key);
    meterRequest(at, topicKeyOf(key));
    if (subscription === undefined) return {};
    if (!subscription.confirmed) {
      throw invalidParameterReason(
        "SubscriptionArn",
        // Terraform knows by these words that there is nothing to delete.
        "Cannot unsubscribe a subscription that is pending confirmation",
      );
    }
    if (at.caller.kind === "anonymous") {
      if (!LINKED.has(subscription.protocol) || subscription.authenticateOnUnsubscribe) {
        throw notAuthorized("This operation requires a signed request.");
      }
      sendToken(at, subscription, "UnsubscribeConfirmation");
    }
    removeFromTopic(at, subscription);
    return {};
  },
});

/** The protocols whose messages carry a link that unsubscribes. */
const LINKED: ReadonlySet<Protocol> = new Set(["http", "https", "email", "email-json"]);
