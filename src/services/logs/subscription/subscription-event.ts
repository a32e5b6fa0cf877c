/**
 * The event that a function gets of a subscription filter: a document, compressed and in Base64.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
import { gzipSync } from "node:zlib";

/** One event of the log, as the document has it. */
export interface ForwardedEvent {
  readonly id: string;
  readonly timestamp: number;
  readonly message: string;
}

/** Which events these are, and whose. */
export interface Forwarding {
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly filterName: string;
  readonly logEvents: readonly ForwardedEvent[];
}

export interface SubscriptionEvent {
  readonly payload: Uint8Array;
  readonly compressedBytes: number;
}

export function subscriptionEvent({ filterName, logEvents, ...source }: Forwarding): SubscriptionEvent {
  const document = { messageType: "DATA_MESSAGE", ...source, subscriptionFilters: [filterName], logEvents };
  const data = gzipSync(JSON.stringify(document));
  return {
    payload: Buffer.from(JSON.stringify({ awslogs: { data: data.toString("base64") } })),
    compressedBytes: data.length,
  };
}
