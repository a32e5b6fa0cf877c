/** Queue attributes: from AWS's strings to settings and back, with AWS's refusals. */
import { isDeepStrictEqual } from "node:util";
import { notImplemented } from "../../../platform/service-error.ts";
import { invalidAttributeName, invalidAttributeValue, unknownAttribute } from "../errors.ts";
import { FIXED, type Limits } from "../limits.ts";
import { checkedPolicy } from "./policy.ts";
import type { Queue, QueueSettings } from "./queue.ts";
import { parseRedriveAllowPolicy, parseRedrivePolicy } from "./redrive-policy.ts";

/** Attributes as requests carry them. */
export type QueueAttributes = Readonly<Record<string, string | undefined>>;

/** What an attribute's value is checked against. */
export interface AttributeRules {
  readonly fifo: boolean;
  readonly limits: Limits;
}

/** API reference of CreateQueue. */
export function defaultSettings({ messageBytes }: Limits): QueueSettings {
  return {
    delaySeconds: 0,
    maximumMessageSizeBytes: messageBytes,
    messageRetentionPeriodSeconds: 345_600,
    receiveMessageWaitTimeSeconds: 0,
    visibilityTimeoutSeconds: 30,
    sqsManagedSseEnabled: true,
    contentBasedDeduplication: false,
    deduplicationScope: "queue",
    fifoThroughputLimit: "perQueue",
  };
}

/**
 * The settings after `attributes` were set.
 * @throws ServiceError InvalidAttributeName, InvalidAttributeValue, InvalidParameterValue for policies
 */
export function changedSettings(
  before: QueueSettings,
  attributes: QueueAttributes,
  rules: AttributeRules,
): QueueSettings {
  const settings = readSettings(before, attributes, rules);
  if (settings.fifoThroughputLimit === "perMessageGroupId" && settings.deduplicationScope !== "messageGroup") {
    throw invalidAttributeValue(
      "FifoThroughputLimit",
      "perMessageGroupId is allowed only when the value for DeduplicationScope is messageGroup.",
    );
  }
  return settings;
}

/** The same, whether or not the settings go together. */
function readSettings(before: QueueSettings, attributes: QueueAttributes, rules: AttributeRules): QueueSettings {
  const settings = { ...before };
  if (attributes.KmsMasterKeyId && attributes.SqsManagedSseEnabled?.toLowerCase() === "true") {
    throw invalidAttributeName(
      "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
    );
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    const change = SETTERS[name];
    if (change === undefined) throw unknownAttribute(name);
    Object.assign(settings, change(value, rules));
  }
  return settings;
}

/** The attributes that settings are shown as: those of FIFO queues only on FIFO queues, absent policies not at all. */
export function settingsAsAttributes(settings: QueueSettings, fifo: boolean): Record<string, string> {
  const shown: Record<string, string> = {
    DelaySeconds: String(settings.delaySeconds),
    MaximumMessageSize: String(settings.maximumMessageSizeBytes),
    MessageRetentionPeriod: String(settings.messageRetentionPeriodSeconds),
    ReceiveMessageWaitTimeSeconds: String(settings.receiveMessageWaitTimeSeconds),
    SqsManagedSseEnabled: String(settings.sqsManagedSseEnabled),
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
  };
  if (settings.policy !== undefined) shown.Policy = settings.policy;
  if (settings.redrivePolicy !== undefined) {
    const { deadLetterTargetArn, maxReceiveCount } = settings.redrivePolicy;
    shown.RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount });
  }
  if (settings.redriveAllowPolicy !== undefined) shown.RedriveAllowPolicy = settings.redriveAllowPolicy.json;
  if (fifo) {
    shown.ContentBasedDeduplication = String(settings.contentBasedDeduplication);
    shown.DeduplicationScope = settings.deduplicationScope;
    shown.FifoQueue = "true";
    shown.FifoThroughputLimit = settings.fifoThroughputLimit;
  }
  return shown;
}

/**
 * The first attribute that a repeated CreateQueue gives with another value than the queue has.
 * @throws ServiceError as for setting them
 */
export function differingAttribute(
  { settings, fifo }: Pick<Queue, "settings" | "fifo">,
  given: QueueAttributes,
  limits: Limits,
): string | undefined {
  const before = settingsAsAttributes(settings, fifo);
  const after = settingsAsAttributes(readSettings(settings, given, { fifo, limits }), fifo);
  return Object.keys(given).find((name) => given[name] !== undefined && !isSame(name, before[name], after[name]));
}

/** Policies are the same when they say the same: whoever makes a queue again need not spell them as before. */
function isSame(name: string, one: string | undefined, other: string | undefined): boolean {
  if (one === other || one === undefined || other === undefined) return one === other;
  return name.endsWith("Policy") && isDeepStrictEqual(JSON.parse(one), JSON.parse(other));
}

type Setter = (value: string, rules: AttributeRules) => Partial<QueueSettings>;

const SETTERS: Readonly<Record<string, Setter>> = {
  DelaySeconds: (value) => ({ delaySeconds: wholeNumber("DelaySeconds", value, [0, FIXED.delaySeconds]) }),
  MaximumMessageSize: (value, { limits }) => ({
    maximumMessageSizeBytes: wholeNumber("MaximumMessageSize", value, [
      FIXED.maximumMessageSizeBytesLeast,
      limits.messageBytes,
    ]),
  }),
  MessageRetentionPeriod: (value) => ({
    messageRetentionPeriodSeconds: wholeNumber("MessageRetentionPeriod", value, [
      FIXED.retentionSecondsLeast,
      FIXED.retentionSeconds,
    ]),
  }),
  ReceiveMessageWaitTimeSeconds: (value) => ({
    receiveMessageWaitTimeSeconds: wholeNumber("ReceiveMessageWaitTimeSeconds", value, [0, FIXED.waitSeconds]),
  }),
  VisibilityTimeout: (value) => ({
    visibilityTimeoutSeconds: wholeNumber("VisibilityTimeout", value, [0, FIXED.visibilityTimeoutSeconds]),
  }),
  Policy: (value, { limits }) => ({ policy: value === "" ? undefined : checkedPolicy(value, limits) }),
  RedrivePolicy: (value) => ({ redrivePolicy: value === "" ? undefined : parseRedrivePolicy(value) }),
  RedriveAllowPolicy: (value) => ({ redriveAllowPolicy: value === "" ? undefined : parseRedriveAllowPolicy(value) }),
  SqsManagedSseEnabled: (value) => ({ sqsManagedSseEnabled: truth("SqsManagedSseEnabled", value) }),
  KmsMasterKeyId: (value) => refuseKms("KmsMasterKeyId", value),
  KmsDataKeyReusePeriodSeconds: (value) => refuseKms("KmsDataKeyReusePeriodSeconds", value),
  FifoQueue(value, { fifo }) {
    if (!fifo) throw unknownAttribute("FifoQueue");
    if (truth("FifoQueue", value)) return {};
    throw invalidAttributeValue("FifoQueue", "Modifying queue type is not supported.");
  },
  ContentBasedDeduplication(value, { fifo }) {
    if (!fifo) throw unknownAttribute("ContentBasedDeduplication");
    return { contentBasedDeduplication: truth("ContentBasedDeduplication", value) };
  },
  DeduplicationScope(value, { fifo }) {
    requireFifo("DeduplicationScope", fifo);
    if (value !== "queue" && value !== "messageGroup") throw invalidAttributeValue("DeduplicationScope");
    return { deduplicationScope: value };
  },
  FifoThroughputLimit(value, { fifo }) {
    requireFifo("FifoThroughputLimit", fifo);
    if (value !== "perQueue" && value !== "perMessageGroupId") throw invalidAttributeValue("FifoThroughputLimit");
    return { fifoThroughputLimit: value };
  },
};

function wholeNumber(name: string, value: string, [least, most]: readonly [number, number]): number {
  const result = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  // Written so that NaN is refused too.
  if (!(result >= least && result <= most)) throw invalidAttributeValue(name);
  return result;
}

/** AWS takes booleans in any case and shows them in lower case. */
function truth(name: string, value: string): boolean {
  const lower = value.toLowerCase();
  if (lower !== "true" && lower !== "false") throw invalidAttributeValue(name);
  return lower === "true";
}

function requireFifo(name: string, fifo: boolean): void {
  if (!fifo) throw invalidAttributeName(`You can specify the ${name} only when FifoQueue is set to true.`);
}

/** There is no KMS here, and AWS checks the key on each send and receive: pretending would hide what fails there. */
function refuseKms(name: string, value: string): Partial<QueueSettings> {
  if (value === "") return {};
  throw notImplemented(`the queue attribute ${name}`);
}
