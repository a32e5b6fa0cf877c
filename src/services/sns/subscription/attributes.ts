/** Subscription attributes: from AWS's strings to settings and back, with AWS's refusals. */
import { parseArn } from "../../../kernel/arn.ts";
import { notImplemented, type ServiceError } from "../../../platform/service-error.ts";
import {
  DeliveryPolicyRefusal,
  effectivePolicy,
  effectiveSubscriptionDocument,
  parseSubscriptionDeliveryPolicy,
} from "../delivery/delivery-policy.ts";
import { invalidParameter } from "../errors.ts";
import { parseFilterPolicy } from "../filter/parse-policy.ts";
import { FilterPolicyRefusal } from "../filter/refusal.ts";
import { parseReplayPolicy, ReplayPolicyRefusal } from "../replay/replay-policy.ts";
import type { StoredTopic } from "../topic/topic.ts";
import {
  type FilterPolicyScope,
  type Protocol,
  type StoredSubscription,
  subscriptionArn,
  type SubscriptionSettings,
  topicKeyOf,
} from "./subscription.ts";
import { topicArn } from "../topic/topic.ts";

export const DEFAULT_SETTINGS: SubscriptionSettings = { rawMessageDelivery: false };

/** Where attributes are set: what some of them may be depends on it, and so do the words of a refusal. */
export interface AttributeContext {
  readonly topic: StoredTopic;
  readonly protocol: Protocol;
  readonly endpoint: string;
  readonly now: number;
  /** What stands between "Invalid parameter: " and the reason: Subscribe says more than SetSubscriptionAttributes. */
  readonly prefix: "Attributes Reason: " | "";
}

/** The settings after `attributes` were set. @throws ServiceError InvalidParameter, or 501 for what is not acted upon */
export function changedSettings(
  before: SubscriptionSettings,
  attributes: Readonly<Record<string, string>>,
  context: AttributeContext,
): SubscriptionSettings {
  const changes = Object.entries(attributes).map(([name, value]) => {
    const setter = Object.hasOwn(SETTERS, name) ? SETTERS[name] : undefined;
    if (setter !== undefined) return setter(value, context);
    if (NOT_IMPLEMENTED.has(name)) throw notImplemented(`the subscription attribute ${name}`);
    throw invalidParameter("AttributeName");
  });
  const settings: SubscriptionSettings = Object.assign({}, before, ...changes);
  const { filterPolicy, filterPolicyScope = "MessageAttributes" } = settings;
  // The scope decides what the policy may be, in whichever order they were given.
  if (filterPolicy !== undefined) checkFilterPolicy(filterPolicy, filterPolicyScope, context);
  return settings;
}

/** What GetSubscriptionAttributes shows of a subscription. */
export function subscriptionAttributes(
  subscription: StoredSubscription,
  topic: StoredTopic | undefined,
): Record<string, string> {
  const { settings, protocol } = subscription;
  const shown: Record<string, string> = {
    SubscriptionArn: subscriptionArn(subscription),
    TopicArn: topicArn(topicKeyOf(subscription)),
    Protocol: protocol,
    Endpoint: subscription.endpoint,
    Owner: subscription.owner,
    SubscriptionPrincipal: subscription.principal,
    PendingConfirmation: String(!subscription.confirmed),
    ConfirmationWasAuthenticated: String(subscription.confirmationWasAuthenticated),
    ...settingsAsAttributes(settings),
  };
  if (subscription.replay !== undefined) shown.ReplayStatus = subscription.replay.status;
  if (protocol === "http" || protocol === "https") {
    const effective = effectivePolicy(topic?.settings.deliveryPolicy, settings.deliveryPolicy);
    shown.EffectiveDeliveryPolicy = effectiveSubscriptionDocument(effective);
  }
  return shown;
}

/** The settings as attributes; a scope is shown only beside a policy. */
export function settingsAsAttributes(settings: SubscriptionSettings): Record<string, string> {
  const shown: Record<string, string> = { RawMessageDelivery: String(settings.rawMessageDelivery) };
  if (settings.filterPolicy !== undefined) {
    shown.FilterPolicy = settings.filterPolicy;
    shown.FilterPolicyScope = settings.filterPolicyScope ?? "MessageAttributes";
  }
  if (settings.redrivePolicy !== undefined) shown.RedrivePolicy = settings.redrivePolicy;
  if (settings.replayPolicy !== undefined) shown.ReplayPolicy = settings.replayPolicy.text;
  if (settings.deliveryPolicy !== undefined) shown.DeliveryPolicy = JSON.stringify(settings.deliveryPolicy);
  return shown;
}

/** Whether a repeated Subscribe asks for what is there already; what it does not give does not matter. */
export function asksForTheSame(
  current: SubscriptionSettings,
  wanted: SubscriptionSettings,
  given: readonly string[],
): boolean {
  const [before, after] = [settingsAsAttributes(current), settingsAsAttributes(wanted)];
  return given.every((name) => {
    if (name === "FilterPolicyScope") {
      return (current.filterPolicyScope ?? "MessageAttributes") === (wanted.filterPolicyScope ?? "MessageAttributes");
    }
    return before[name] === after[name];
  });
}

/** Attributes that AWS has and nothing here acts upon. */
const NOT_IMPLEMENTED: ReadonlySet<string> = new Set(["SubscriptionRoleArn"]);

/** The protocols whose endpoints have one form of their own. */
const NEVER_RAW: ReadonlySet<Protocol> = new Set(["lambda", "email", "email-json", "sms", "application"]);

type Setter = (value: string, context: AttributeContext) => Partial<SubscriptionSettings>;

const SETTERS: Readonly<Record<string, Setter>> = {
  RawMessageDelivery(value, context) {
    const lower = value.toLowerCase();
    if (lower !== "true" && lower !== "false") {
      throw refused(context, `RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
    }
    if (lower === "true" && NEVER_RAW.has(context.protocol)) {
      // https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
      throw refused(context, `Delivery protocol [${context.protocol}] does not support raw message delivery.`);
    }
    return { rawMessageDelivery: lower === "true" };
  },
  // An empty policy removes the one that is there.
  FilterPolicy: (value) => ({ filterPolicy: isEmptyPolicy(value) ? undefined : value }),
  FilterPolicyScope(value, context) {
    if (value !== "MessageAttributes" && value !== "MessageBody") {
      const choice = "Please use either MessageBody or MessageAttributes";
      throw refused(context, `FilterPolicyScope: Invalid value [${value}]. ${choice}`);
    }
    return { filterPolicyScope: value };
  },
  RedrivePolicy: redrivePolicy,
  ReplayPolicy: replayPolicy,
  DeliveryPolicy(value, context) {
    if (value === "") return { deliveryPolicy: undefined };
    if (context.protocol !== "http" && context.protocol !== "https") {
      throw refused(
        context,
        `DeliveryPolicy: Delivery protocol [${context.protocol}] does not support DeliveryPolicy.`,
      );
    }
    try {
      return { deliveryPolicy: parseSubscriptionDeliveryPolicy(value) };
    } catch (error) {
      if (error instanceof DeliveryPolicyRefusal) throw refused(context, `DeliveryPolicy: ${error.message}`);
      throw error;
    }
  },
};

function replayPolicy(value: string, context: AttributeContext): Partial<SubscriptionSettings> {
  if (!context.topic.fifo) throw invalidParameter("AttributeName");
  try {
    return { replayPolicy: parseReplayPolicy(value, context.topic, context.now) };
  } catch (error) {
    if (error instanceof ReplayPolicyRefusal) throw refused(context, `ReplayPolicy: ${error.message}`);
    throw error;
  }
}

function redrivePolicy(value: string, context: AttributeContext): Partial<SubscriptionSettings> {
  if (value === "") return { redrivePolicy: undefined, deadLetterTargetArn: undefined };
  let document: unknown;
  try {
    document = JSON.parse(value);
  } catch {
    throw refused(context, "RedrivePolicy: failed to parse JSON.");
  }
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw refused(context, "RedrivePolicy: failed to parse JSON.");
  }
  const entries = Object.entries(document);
  if (entries.length === 0) return { redrivePolicy: undefined, deadLetterTargetArn: undefined };
  const unknown = entries.find(([name]) => name !== "deadLetterTargetArn");
  if (unknown !== undefined) throw refused(context, `RedrivePolicy: invalid JSON. Attribute ${unknown[0]} is unknown.`);
  const target: unknown = entries[0]?.[1];
  const arn = typeof target === "string" ? parseArn(target) : undefined;
  if (typeof target !== "string" || arn?.service !== "sqs") {
    throw refused(context, "RedrivePolicy: deadLetterTargetArn is an invalid arn");
  }
  if (arn.region !== context.topic.region || arn.account !== context.topic.account) {
    throw refused(context, "RedrivePolicy: deadLetterTargetArn must be in the account and region of the subscription");
  }
  checkKindOfQueue(target, context);
  return { redrivePolicy: value, deadLetterTargetArn: target };
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html: what comes of a topic is kept in a queue of its kind. */
function checkKindOfQueue(deadLetterTargetArn: string, context: AttributeContext): void {
  const isFifoQueue = deadLetterTargetArn.endsWith(".fifo");
  if (context.topic.fifo && context.endpoint.endsWith(".fifo") && !isFifoQueue) {
    throw refused(context, "RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.");
  }
  // A FIFO queue takes nothing without a group: AWS's own sentence for it is not recorded.
  if (!context.topic.fifo && isFifoQueue) {
    throw refused(context, "RedrivePolicy: must use a standard queue as DLQ for a Subscription to a standard Topic.");
  }
}

function isEmptyPolicy(value: string): boolean {
  return value === "" || /^\s*\{\s*\}\s*$/.test(value);
}

function checkFilterPolicy(policy: string, scope: FilterPolicyScope, context: AttributeContext): void {
  try {
    parseFilterPolicy(policy, scope);
  } catch (error) {
    if (error instanceof FilterPolicyRefusal) throw refused(context, error.message);
    throw error;
  }
}

function refused(context: AttributeContext, reason: string): ServiceError {
  return invalidParameter(context.prefix + reason);
}
