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
import { endpointKey, findEndpoint } from "../push/find-platform.ts";
import { withReplay } from "../replay/replay.ts";
import { asksForTheSame, changedSettings, DEFAULT_SETTINGS } from "../subscription/attributes.ts";
import { sendToken } from "../subscription/confirmation-token.ts";
import { checkedEndpoint, checkedProtocol, endpointAccount } from "../subscription/endpoint.ts";
import { checkFilterPolicyQuota } from "../subscription/filter-policy-quota.ts";
import { findByEndpoint, putSubscription, subscriptionsOf } from "../subscription/find-subscription.ts";
import {
  type Protocol,
  type StoredSubscription,
  subscriptionArn,
  type SubscriptionSettings,
} from "../subscription/subscription.ts";
import { requireTopic } from "../topic/find-topic.ts";
import { checkLargeMessages } from "../topic/large-messages.ts";
import type { StoredTopic } from "../topic/topic.ts";

export const subscribe = operation.write(SNS.Subscribe, {
  honours: ["TopicArn", "Protocol", "Endpoint", "Attributes", "ReturnSubscriptionArn"],
  on: (input) => input.TopicArn,
  run(input, at) {
    const topic = requireTopic(at, input.TopicArn);
    const protocol = checkedProtocol(input.Protocol);
    const endpoint = checkedEndpoint(topic, protocol, input.Endpoint);
    if (protocol === "application") requireOwnDevice(at, endpoint);
    const attributes = input.Attributes ?? {};
    const context = { topic, protocol, endpoint, now: at.now, prefix: "Attributes Reason: " } as const;
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

/** The protocols whose endpoints are sent no envelope. */
const UNSIGNED: ReadonlySet<Protocol> = new Set(["sms", "application"]);

interface Wanted extends Pick<StoredSubscription, "protocol" | "endpoint"> {
  readonly settings: SubscriptionSettings;
}

function create(at: WriteScope, topic: StoredTopic, wanted: Wanted): StoredSubscription {
  checkQuotas(at, topic, wanted);
  const owner = ownerOf(at);
  // A queue or function of the subscriber's own account needs no confirmation, and neither does a phone; a URL always does.
  const confirmed = wanted.protocol === "sms" || endpointAccount(wanted.endpoint) === owner;
  const made: StoredSubscription = {
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
  const subscription = withReplay(at, topic, { subscription: made, active: false });
  putSubscription(at, subscription);
  const isSigned = !UNSIGNED.has(wanted.protocol) && !topic.fifo && !wanted.settings.rawMessageDelivery;
  if (isSigned && !isSigningKeyMade(at)) {
    at.effect({ kind: PREPARE_SIGNING, source: PREPARE_SIGNING, payload: null });
  }
  return subscription;
}

/** The account that subscribes. */
function ownerOf(at: WriteScope): string {
  return at.caller.kind === "service" ? at.account : at.caller.account;
}

/** @throws ServiceError InvalidParameter when the subscriber has no such platform endpoint */
function requireOwnDevice(at: WriteScope, endpoint: string): void {
  const key = endpointKey(endpoint, at.region, "Endpoint");
  if (key.account === ownerOf(at) && findEndpoint(at, key) !== undefined) return;
  throw invalidParameterReason("Endpoint", `Endpoint does not exist for endpoint ${endpoint}`);
}

/** https://docs.aws.amazon.com/general/latest/gr/sns.html */
function checkQuotas(at: WriteScope, topic: StoredTopic, { protocol, settings }: Wanted): void {
  const others = subscriptionsOf(at, topic);
  checkLargeMessages(topic.settings, [...others, { protocol }]);
  if (topic.fifo && others.length >= FIFO_SUBSCRIPTIONS_MAX) throw tooManySubscriptions();
  if (settings.filterPolicy !== undefined) checkFilterPolicyQuota(at, topic);
}

function principalOf(caller: Caller, owner: string): string {
  return caller.kind === "service" ? `arn:aws:iam::${owner}:root` : caller.arn;
}
