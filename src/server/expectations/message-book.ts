/** Remembers what messages said: a queue forgets a message that was handled, and an expectation asks for it. */
import type { ObservedCall } from "../../platform/dispatch/call-observer.ts";
import { MESSAGE_CHARACTERS_REMEMBERED, MESSAGES_REMEMBERED } from "./limits.ts";

/** What a queue or a topic was sent. */
export interface ObservedMessage {
  readonly messageId: string;
  readonly body: string;
  /** Values of message attributes by name; binary ones in base64. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Members of inputs and outputs that are read here; calls that ended well have them as the API says. */
interface Sent {
  readonly Id?: string;
  readonly MessageBody?: string;
  readonly Message?: string;
  readonly MessageAttributes?: Readonly<
    Record<string, { readonly StringValue?: string; readonly BinaryValue?: Uint8Array }>
  >;
  readonly Entries?: readonly Sent[];
  readonly PublishBatchRequestEntries?: readonly Sent[];
}

interface Acknowledged {
  readonly Id?: string;
  readonly MessageId?: string;
  readonly Successful?: readonly Acknowledged[];
}

const SENDING = new Set(["sqs.SendMessage", "sqs.SendMessageBatch", "sns.Publish", "sns.PublishBatch"]);

export class MessageBook {
  readonly #messages = new Map<string, ObservedMessage>();
  #characters = 0;

  observe({ kind, input, output }: ObservedCall): void {
    if (!SENDING.has(kind)) return;
    // The kinds above have these members and no other.
    const sent = input as Sent;
    // And so have their outputs.
    const acknowledged = output as Acknowledged;
    const entries = sent.Entries ?? sent.PublishBatchRequestEntries;
    if (entries === undefined) return this.#note(sent, acknowledged);
    for (const each of acknowledged.Successful ?? []) {
      const entry = entries.find(({ Id }) => Id === each.Id);
      if (entry !== undefined) this.#note(entry, each);
    }
  }

  /** The message of an id; undefined when it was sent before this cloud began, or long ago. */
  get(messageId: string): ObservedMessage | undefined {
    return this.#messages.get(messageId);
  }

  clear(): void {
    this.#messages.clear();
    this.#characters = 0;
  }

  #note(sent: Sent, { MessageId: messageId }: Acknowledged): void {
    // A send that was deduplicated is acknowledged with the id of the first, which is what was received.
    if (messageId === undefined || this.#messages.has(messageId)) return;
    const attributes = Object.entries(sent.MessageAttributes ?? {}).map(([name, { StringValue, BinaryValue }]) => {
      return [name, StringValue ?? Buffer.from(BinaryValue ?? []).toString("base64")] as const;
    });
    const body = sent.MessageBody ?? sent.Message ?? "";
    this.#messages.set(messageId, { messageId, body, attributes: Object.fromEntries(attributes) });
    this.#characters += body.length;
    for (const [oldest, message] of this.#messages) {
      if (this.#messages.size <= MESSAGES_REMEMBERED && this.#characters <= MESSAGE_CHARACTERS_REMEMBERED) return;
      this.#messages.delete(oldest);
      this.#characters -= message.body.length;
    }
  }
}
