/** A message of the model, and what a receive has to show of it. */
import { must } from "./must.fixture.ts";

export interface ModelMessage {
  readonly id: string;
  readonly body: string;
  readonly group: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sentAt: number;
  /** Retention counts from here, and so does the delay of a FIFO queue. */
  readonly enqueuedAt: number;
  readonly deadLetteredFrom: string | undefined;
  /** Of a message that came from another queue it is known once the message is seen. */
  sequence: string | undefined;
  receives: number;
  firstReceivedAt: number | undefined;
  lastReceivedAt: number;
  visibleAt: number;
  /** Of the latest receive. */
  handle: string | undefined;
}

/** A message as a receive returned it. */
export interface SeenMessage {
  readonly id: string;
  readonly body: string;
  readonly handle: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** A message as it was found lying in a queue. */
export type FoundMessage = Pick<ModelMessage, "id" | "body" | "group" | "deduplicationId" | "sequence">;

/** A message that comes into a queue as if nobody had ever seen it. */
export function newMessage(found: FoundMessage, now: number, visibleAt: number): ModelMessage {
  const never = { receives: 0, firstReceivedAt: undefined, lastReceivedAt: 0, handle: undefined };
  return { ...found, ...never, sentAt: now, enqueuedAt: now, deadLetteredFrom: undefined, visibleAt };
}

/** Everything that a receive tells of a message, exactly; sequence numbers need only grow within their group. */
export function mustShow(
  message: ModelMessage,
  seen: SeenMessage | undefined,
  neighbours: readonly ModelMessage[],
): void {
  const { id, body, attributes = {} } = seen ?? {};
  must(id === message.id && body === message.body, `${message.body} is itself`);
  if (message.group !== undefined) message.sequence ??= attributes["SequenceNumber"];
  const expected: Record<string, string | undefined> = {
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    MessageGroupId: message.group,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.sequence,
    DeadLetterQueueSourceArn: message.deadLetteredFrom,
  };
  for (const [name, value] of Object.entries(expected)) {
    must(attributes[name] === value, `${name} of ${body} is ${value}, not ${attributes[name]}`);
  }
  const known = neighbours.filter(({ group, sequence }) => group === message.group && sequence !== undefined);
  const numbers = known.map(({ sequence = "" }) => BigInt(sequence));
  const grow = numbers.every((each, index) => index === 0 || each > (numbers[index - 1] ?? each));
  must(grow, `sequence numbers grow in ${message.group}`);
}
