/** Topic attributes: from AWS's strings to settings and back, with AWS's refusals. */
import { notImplemented } from "../../../platform/service-error.ts";
import { checkedArchivePolicy } from "../archive/archive-policy.ts";
import {
  DeliveryPolicyRefusal,
  type DeliveryPolicyDocument,
  effectiveTopicDocument,
  parseTopicDeliveryPolicy,
} from "../delivery/delivery-policy.ts";
import { invalidParameter } from "../errors.ts";
import {
  DISPLAY_NAME_CHARACTERS_MAX,
  MAXIMUM_MESSAGE_SIZE_BYTES_MAX,
  MAXIMUM_MESSAGE_SIZE_BYTES_MIN,
} from "../limits.ts";
import { AttributeRefusal } from "./attribute-refusal.ts";
import { changedFeedback, feedbackAsAttributes } from "./feedback.ts";
import { checkedPolicy, defaultPolicy } from "./policy.ts";
import { type StoredTopic, topicArn, type TopicSettings } from "./topic.ts";

export const DEFAULT_SETTINGS: TopicSettings = { displayName: "", contentBasedDeduplication: false };

/** Where an attribute is set: what it may be depends on it, and so do the words of a refusal. */
export interface AttributeContext {
  readonly fifo: boolean;
  readonly operation: "CreateTopic" | "SetTopicAttributes";
}

interface Attribute {
  readonly name: string;
  readonly value: string;
}

/** The settings after one attribute was set. @throws ServiceError InvalidParameter, or 501 for what is not acted upon */
export function changedSettings(
  before: TopicSettings,
  attribute: Attribute,
  { fifo, operation }: AttributeContext,
): TopicSettings {
  const isCreation = operation === "CreateTopic";
  try {
    const after = settingsAfter(before, attribute, fifo);
    if (after !== undefined) return after;
  } catch (error) {
    if (!(error instanceof AttributeRefusal)) throw error;
    throw invalidParameter((isCreation ? "Attributes Reason: " : "") + error.message);
  }
  // Recorded: the two operations have words of their own for what is no attribute.
  throw invalidParameter(isCreation ? `Attributes Reason: Unknown attribute ${attribute.name}` : "AttributeName");
}

/** Undefined when a topic of this kind has no such attribute. */
function settingsAfter(before: TopicSettings, attribute: Attribute, fifo: boolean): TopicSettings | undefined {
  const { name, value } = attribute;
  if (!fifo && FIFO_ATTRIBUTES.has(name)) return undefined;
  const setter = Object.hasOwn(SETTERS, name) ? SETTERS[name] : undefined;
  if (setter !== undefined) return { ...before, ...setter(value) };
  const feedback = changedFeedback(before.feedback, attribute);
  return feedback === undefined ? undefined : { ...before, feedback };
}

/** What GetTopicAttributes shows of the settings: optional ones only when they are set. */
export function settingsAsAttributes(
  topic: Pick<StoredTopic, "account" | "region" | "name" | "fifo" | "settings">,
): Record<string, string> {
  const { settings } = topic;
  const shown: Record<string, string> = {
    TopicArn: topicArn(topic),
    Owner: topic.account,
    Policy: settings.policy ?? defaultPolicy(topic),
    DisplayName: settings.displayName,
    EffectiveDeliveryPolicy: effectiveTopicDocument(settings.deliveryPolicy),
    ...feedbackAsAttributes(settings.feedback),
  };
  if (settings.deliveryPolicy !== undefined) shown.DeliveryPolicy = JSON.stringify(settings.deliveryPolicy);
  if (settings.tracingConfig !== undefined) shown.TracingConfig = settings.tracingConfig;
  if (settings.signatureVersion !== undefined) shown.SignatureVersion = settings.signatureVersion;
  if (settings.maximumMessageSizeBytes !== undefined) {
    shown.MaximumMessageSize = String(settings.maximumMessageSizeBytes);
  }
  if (topic.fifo) {
    shown.FifoTopic = "true";
    shown.ContentBasedDeduplication = String(settings.contentBasedDeduplication);
    if (settings.archivePolicy !== undefined) shown.ArchivePolicy = settings.archivePolicy.text;
    if (settings.fifoThroughputScope !== undefined) shown.FifoThroughputScope = settings.fifoThroughputScope;
  }
  return shown;
}

const FIFO_ATTRIBUTES: ReadonlySet<string> = new Set([
  "ContentBasedDeduplication",
  "ArchivePolicy",
  "FifoThroughputScope",
]);

type Setter = (value: string) => Partial<TopicSettings>;

const SETTERS: Readonly<Record<string, Setter>> = {
  DisplayName(value) {
    if (value.length > DISPLAY_NAME_CHARACTERS_MAX) throw new AttributeRefusal("DisplayName");
    return { displayName: value };
  },
  Policy: (value) => ({ policy: checkedPolicy(value) }),
  KmsMasterKeyId(value) {
    // What is empty asks for no encryption, and there is none.
    if (value !== "") throw notImplemented("the topic attribute KmsMasterKeyId");
    return {};
  },
  DeliveryPolicy: (value) => ({ deliveryPolicy: value === "" ? undefined : deliveryPolicy(value) }),
  TracingConfig(value) {
    if (value === "Active") throw notImplemented("the topic attribute TracingConfig with the value Active");
    if (value !== "PassThrough") throw new AttributeRefusal("TracingConfig");
    return { tracingConfig: value };
  },
  SignatureVersion(value) {
    if (value !== "1" && value !== "2") throw new AttributeRefusal("SignatureVersion");
    return { signatureVersion: value };
  },
  MaximumMessageSize(value) {
    const sizeBytes = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
    // Written so that NaN is refused too.
    if (sizeBytes >= MAXIMUM_MESSAGE_SIZE_BYTES_MIN && sizeBytes <= MAXIMUM_MESSAGE_SIZE_BYTES_MAX) {
      return { maximumMessageSizeBytes: sizeBytes };
    }
    throw new AttributeRefusal("MaximumMessageSize");
  },
  ContentBasedDeduplication(value) {
    const lower = value.toLowerCase();
    if (lower !== "true" && lower !== "false") throw new AttributeRefusal("ContentBasedDeduplication");
    return { contentBasedDeduplication: lower === "true" };
  },
  ArchivePolicy: (value) => ({ archivePolicy: checkedArchivePolicy(value) }),
  FifoThroughputScope(value) {
    if (value !== "Topic" && value !== "MessageGroup") throw new AttributeRefusal("FifoThroughputScope");
    return { fifoThroughputScope: value };
  },
};

function deliveryPolicy(value: string): DeliveryPolicyDocument {
  try {
    return parseTopicDeliveryPolicy(value);
  } catch (error) {
    if (error instanceof DeliveryPolicyRefusal) throw new AttributeRefusal(`DeliveryPolicy: ${error.message}`);
    throw error;
  }
}
