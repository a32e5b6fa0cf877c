/** Subscribe: makes a subscription, confirmed at once where the endpoint is the subscriber's own. */
import { uuid } from "../../../kernel/random.ts";
import type { Caller } from "../../../platform/caller.ts";
import { operation } from "../../../platform/operation.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { invalidParameterReason, tooManySubscriptions } from "../errors.ts";
import { FIFO_SUBSCRIPTIONS_MAX } from "../limits.ts";
import { PREPARE_SIGNING } from "../delivery/deliver-payload.ts";
import { isSigningKeyMade } from "../delivery/signing-key.ts";
import { meterRequest } from "../metrics.ts";
import { asksForTheSame, changedSettings, DEFAULT_SETTINGS } from "../subscription/attributes.ts";
import { sendToken } from "../subscription/confirmation-token.ts";
import { checkedEndpoint, checkedProtocol, endpointAccount } from "../subscription/endpoint.ts";
import { checkFilterPolicyQuota } from "../subscription/filter-policy-quota.ts";
import { findByEndpoint, putSubscription, subscriptionsOf } from "../subscription/find-subscription.ts";
import { type StoredSubscription, subscriptionArn, type SubscriptionSettings } from "../subscription/subscription.ts";
import { requireTopic } from "../topic/find-topic.ts";
import type { StoredTopic } from "../topic/topic.ts";

export const subscribe = operation.write(SNS.Subscribe, {
  honours: ["TopicArn", "Protocol", "Endpoint", "Attributes", "ReturnSubscriptionArn"],
  on: (input) => input.TopicArn,
  run(input, at) {
    const topic = requireTopic(at, input.TopicArn);
    const protocol = checkedProtocol(input.Protocol);
    const endpoint = checkedEndpoint(topic, protocol, input.Endpoint);
    const attributes = input.Attributes ?? {};
    const context = { topic, protocol, endpoint, prefix: "Attributes Reason: " } as const;
    const settings = changedSettings(DEFAULT_SETTINGS, attributes, context);
    meterRequest(at, topic);
    const existing = findByEndpoint(at, topic, { protocol, endpoint });
    const subscription = existing ?? create(at, topic, { protocol, endpoint, settings });
    if (existing !== undefined && !asksForTheSame(existing.settings, settings, Object.keys(attributes))) {
      throw invalidParameterReason("Attributes", "Subscription already exists with different attributes");
    }
    if (!subscription.confirmed) sendToken(at, subscription, "SubscriptionConfirmation");
    const isShown = subscription.confirmed || input.ReturnSubscriptionArn === true;
    return { SubscriptionArn: isShown ? subscriptionArn(subscription) : "pending confirmation" };
  },
});

interface Wanted extends Pick<StoredSubscription, "protocol" | "endpoint"> {
  readonly settings: SubscriptionSettings;
}

function create(at: WriteScope, topic: StoredTopic, wanted: Wanted): StoredSubscription {
  // https://docs.aws.amazon.com/general/latest/gr/sns.html
  if (topic.fifo && subscriptionsOf(at, topic).length >= FIFO_SUBSCRIPTIONS_MAX) throw tooManySubscriptions();
  if (wanted.settings.filterPolicy !== undefined) checkFilterPolicyQuota(at, topic);
  const owner = at.caller.kind === "service" ? at.account : at.caller.account;
  // A queue or function of the subscriber's own account needs no confirmation; a URL always does.
  const confirmed = endpointAccount(wanted.endpoint) === owner;
  const subscription: StoredSubscription = {
    account: topic.account,
    region: topic.region,
    topic: topic.name,
    id: uuid(at.random),
    protocol: wanted.protocol,
    endpoint: wanted.endpoint,
    owner,
    principal: principalOf(at.caller, owner),
    createdAt: at.now,
    confirmed,
    confirmationWasAuthenticated: confirmed,
    authenticateOnUnsubscribe: false,
    settings: wanted.settings,
  };
  putSubscription(at, subscription);
  if (!topic.fifo && !wanted.settings.rawMessageDelivery && !isSigningKeyMade(at)) {
    at.effect({ kind: PREPARE_SIGNING, source: PREPARE_SIGNING, payload: null });
  }
  return subscription;
}

function principalOf(caller: Caller, owner: string): string {
  return caller.kind === "service" ? `arn:aws:iam::${owner}:root` : caller.arn;
}
