/**
 * The metrics of topics and the usage that AWS bills.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
 */
import type { Remarks } from "../../platform/scope.ts";
import { METERED_CHUNK_BYTES } from "./limits.ts";
import type { FilterCounter } from "./filter/filter-verdict.ts";
import { type TopicKey, topicArn } from "./topic/topic.ts";

/** Emits counts by the names of their metrics. */
export function emit(at: Remarks, topic: TopicKey, counts: Readonly<Record<string, number>>): void {
  emitRepeated(at, { TopicName: topic.name }, { counts, samples: 1 });
}

/** The same for `samples` acts of the same kind. */
export function emitEach(
  at: Remarks,
  topic: TopicKey,
  repeated: { readonly counts: Readonly<Record<string, number>>; readonly samples: number },
): void {
  emitRepeated(at, { TopicName: topic.name }, repeated);
}

/** The same for what is no topic's. */
export function emitUnder(
  at: Remarks,
  dimensions: Readonly<Record<string, string>>,
  counts: Readonly<Record<string, number>>,
): void {
  emitRepeated(at, dimensions, { counts, samples: 1 });
}

interface Repeated {
  readonly counts: Readonly<Record<string, number>>;
  /** How often each of them came. */
  readonly samples: number;
}

function emitRepeated(at: Remarks, dimensions: Readonly<Record<string, string>>, { counts, samples }: Repeated): void {
  for (const [name, value] of Object.entries(counts)) {
    at.metric({ namespace: "AWS/SNS", name, dimensions, value, unit: unitOf(name), samples });
  }
}

function unitOf(name: string): "Bytes" | "Count" {
  return name.includes("Size") || name.includes("Bytes") ? "Bytes" : "Count";
}

/** Subscriptions that a filter policy kept a message from, for the same reason. */
export interface FilteredOut {
  readonly counter: FilterCounter;
  readonly count: number;
}

/** A filtered message is a sample for each subscription. Measured: the counters of what cannot be judged come alone. */
export function filteredOut(at: Remarks, topic: TopicKey, { counter, count }: FilteredOut): void {
  emitRepeated(at, { TopicName: topic.name }, { counts: FILTERED_OUT_COUNTS[counter], samples: count });
}

const JUDGED_COUNTS = { NumberOfNotificationsFailed: 0, NumberOfNotificationsFilteredOut: 1 } as const;
const FILTERED_OUT_COUNTS: Readonly<Record<FilterCounter, Readonly<Record<string, number>>>> = {
  MessageAttributes: { ...JUDGED_COUNTS, "NumberOfNotificationsFilteredOut-MessageAttributes": 1 },
  MessageBody: { ...JUDGED_COUNTS, "NumberOfNotificationsFilteredOut-MessageBody": 1 },
  NoMessageAttributes: { "NumberOfNotificationsFilteredOut-NoMessageAttributes": 1 },
  InvalidAttributes: { "NumberOfNotificationsFilteredOut-InvalidAttributes": 1 },
  InvalidMessageBody: { "NumberOfNotificationsFilteredOut-InvalidMessageBody": 1 },
};

/** A request that no topic is concerned with, in chunks of 64 KiB. */
export function meterPlainRequest(at: Remarks, resource: string, sizeBytes = 0): void {
  const quantity = Math.max(1, Math.ceil(sizeBytes / METERED_CHUNK_BYTES));
  at.meter({ service: "AmazonSNS", usageType: "Requests-Tier1", quantity, resource });
}

/** A request of a topic, in chunks of 64 KiB; FIFO topics are billed by other types. */
export function meterRequest(at: Remarks, topic: TopicKey, sizeBytes = 0): void {
  const usageType = topic.name.endsWith(".fifo") ? "F-Request-Tier1" : "Requests-Tier1";
  const quantity = Math.max(1, Math.ceil(sizeBytes / METERED_CHUNK_BYTES));
  at.meter({ service: "AmazonSNS", usageType, quantity, resource: topicArn(topic) });
}

/** How usage types name what carries a protocol, where it is not the protocol itself. */
const CARRIERS: Readonly<Record<string, string>> = { https: "HTTP", email: "SMTP", "email-json": "SMTP" };

/** Attempts of deliveries, in chunks of 64 KiB for HTTP. */
export function meterDelivery(
  at: Remarks,
  topic: TopicKey,
  attempt: { readonly protocol: string; readonly sizeBytes: number; readonly attempts?: number },
): void {
  const { protocol, sizeBytes, attempts = 1 } = attempt;
  const isHttp = protocol === "http" || protocol === "https";
  const fifo = topic.name.endsWith(".fifo");
  const usageType = fifo ? "F-DA-SQS" : `DeliveryAttempts-${CARRIERS[protocol] ?? protocol.toUpperCase()}`;
  const quantity = isHttp ? Math.max(1, Math.ceil(sizeBytes / METERED_CHUNK_BYTES)) : 1;
  at.meter({ service: "AmazonSNS", usageType, quantity: quantity * attempts, resource: topicArn(topic) });
}
