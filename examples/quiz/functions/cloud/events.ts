/** The events that AWS hands to the functions: the members of them that are read here. */

/** An HTTP API's event, payload format 2.0. */
export interface HttpRequestEvent {
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The event of a queue's event source mapping. */
export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

export interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: { readonly ApproximateReceiveCount: string; readonly SentTimestamp: string };
}

/** Which messages failed; the others are deleted from the queue. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** The event of a bucket's notification. */
export interface BucketEvent {
  readonly Records: readonly { readonly s3: { readonly object: { readonly key: string } } }[];
}

export function jsonAnswer(
  statusCode: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return { statusCode, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) };
}

/** The key in a bucket event is encoded as a form would be. */
export function keyOf(record: BucketEvent["Records"][number]): string {
  return decodeURIComponent(record.s3.object.key.replaceAll("+", " "));
}
