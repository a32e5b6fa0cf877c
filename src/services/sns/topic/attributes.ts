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
import { changedFeedback, feedbackAsAttributes } from "./feedback.ts";
import { checkedPolicy, defaultPolicy } from "./policy.ts";
import { type StoredTopic, topicArn, type TopicSettings } from "./topic.ts";

export const DEFAULT_SETTINGS: TopicSettings = { displayName: "", contentBasedDeduplication: false };

/** The settings after one attribute was set. @throws ServiceError InvalidParameter, or 501 for what is not acted upon */
export function changedSettings(
  before: TopicSettings,
  attribute: { readonly name: string; readonly value: string },
  fifo: boolean,
): TopicSettings {
  const { name, value } = attribute;
  const setter = SETTERS[name];
  if (setter !== undefined) return { ...before, ...setter(value, fifo) };
  const feedback = changedFeedback(before.feedback, attribute);
  if (feedback !== undefined) return { ...before, feedback };
  if (NOT_IMPLEMENTED.has(name)) throw notImplemented(`the topic attribute ${name}`);
  throw invalidParameter("AttributeName");
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

/** Attributes that AWS has and nothing here acts upon. */
const NOT_IMPLEMENTED: ReadonlySet<string> = new Set(["KmsMasterKeyId"]);

type Setter = (value: string, fifo: boolean) => Partial<TopicSettings>;

const SETTERS: Readonly<Record<string, Setter>> = {
  DisplayName(value) {
    if (value.length > DISPLAY_NAME_CHARACTERS_MAX) {
      throw invalidParameter("DisplayName Reason: DisplayName must be at most 100 characters");
    }
    return { displayName: value };
  },
  Policy: (value) => ({ policy: checkedPolicy(value) }),
  DeliveryPolicy: (value) => ({ deliveryPolicy: value === "" ? undefined : deliveryPolicy(value) }),
  TracingConfig(value) {
    if (value === "Active") throw notImplemented("the topic attribute TracingConfig with the value Active");
    if (value !== "PassThrough") throw invalidParameter("TracingConfig");
    return { tracingConfig: value };
  },
  SignatureVersion(value) {
    if (value !== "1" && value !== "2") throw invalidParameter("SignatureVersion");
    return { signatureVersion: value };
  },
  MaximumMessageSize(value) {
    const sizeBytes = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
    // Written so that NaN is refused too.
    if (sizeBytes >= MAXIMUM_MESSAGE_SIZE_BYTES_MIN && sizeBytes <= MAXIMUM_MESSAGE_SIZE_BYTES_MAX) {
      return { maximumMessageSizeBytes: sizeBytes };
    }
    throw invalidParameter("MaximumMessageSize");
  },
  ContentBasedDeduplication(value, fifo) {
    const lower = value.toLowerCase();
    if (!fifo || (lower !== "true" && lower !== "false")) throw invalidParameter("ContentBasedDeduplication");
    return { contentBasedDeduplication: lower === "true" };
  },
  ArchivePolicy: (value, fifo) => ({ archivePolicy: checkedArchivePolicy(value, fifo) }),
  FifoThroughputScope(value, fifo) {
    if (!fifo || (value !== "Topic" && value !== "MessageGroup")) throw invalidParameter("FifoThroughputScope");
    return { fifoThroughputScope: value };
  },
};

function deliveryPolicy(value: string): DeliveryPolicyDocument {
  try {
    return parseTopicDeliveryPolicy(value);
  } catch (error) {
    if (error instanceof DeliveryPolicyRefusal) throw invalidParameter(`DeliveryPolicy: ${error.message}`);
    throw error;
  }
}
