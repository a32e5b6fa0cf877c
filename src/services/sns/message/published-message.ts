/** A message as it was published: what every delivery of it is made from. */

export interface PublishedAttribute {
  readonly name: string;
  /** The data type with its custom suffix, such as `Number.int`. */
  readonly dataType: string;
  readonly value: string | Uint8Array;
}

export interface PublishedMessage {
  readonly messageId: string;
  readonly message: string;
  /** The texts that `MessageStructure: json` gives for single protocols; `message` then is its default. */
  readonly protocolMessages?: Readonly<Record<string, string>> | undefined;
  readonly subject?: string | undefined;
  /** In the order in which they came. */
  readonly attributes: readonly PublishedAttribute[];
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  /** FIFO topics number their messages. */
  readonly sequenceNumber?: string | undefined;
  /** The X-Ray header of the request, for queues. */
  readonly traceHeader?: string | undefined;
  readonly publishedAt: number;
  /** Whether it is delivered again, out of the archive. */
  readonly replayed?: true;
  readonly sizeBytes: number;
  /** The lineage record that tells of the message. */
  readonly cause: string;
}

/** What a subscription of `protocol` is told. */
export function messageFor(message: Pick<PublishedMessage, "message" | "protocolMessages">, protocol: string): string {
  return message.protocolMessages?.[protocol] ?? message.message;
}
