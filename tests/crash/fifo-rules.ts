/** What a FIFO queue promises on top: order within a group, groups that wait, and deduplication. */
import { groupedBy } from "./grouped-by.ts";
import { type Delivery, type History, isBefore, type MessageHistory, type Send, type Span } from "./history.ts";
import { holdDuring } from "./hold.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html */
const DEDUPLICATION_MILLISECONDS = 300_000;

/** Within a group sequence numbers follow the order of sending, and deliveries show the numbers that senders were told. */
export function disorderedNumbers({ sends, deliveries, queues }: History): string[] {
  const told = new Map<string, string>();
  const fifoSends = sends.filter(({ queue }) => queues.get(queue)?.isFifo);
  for (const { queue, messageId, sequenceNumber } of fifoSends) {
    if (messageId !== undefined && sequenceNumber !== undefined) told.set(`${queue}/${messageId}`, sequenceNumber);
  }
  const changed = deliveries.flatMap((delivery) => {
    const { queue, messageId, sequenceNumber, receive } = delivery;
    const expected = told.get(`${queue}/${messageId}`);
    if (expected === undefined || expected === sequenceNumber) return [];
    return [
      `${nameOf(delivery)} has the number ${sequenceNumber} (call ${receive.span.id}); its sender was told ${expected}`,
    ];
  });
  return [...changed, ...[...groupedBy(fifoSends, groupOf).values()].flatMap(disorderedSends)];
}

/** Messages of one group: one that was acknowledged before another was sent at all has the lower number. */
function disorderedSends(sends: readonly Send[]): string[] {
  const messages = [...groupedBy(sends, ({ name }) => name).values()].flatMap((attempts) => {
    const acknowledged = attempts.find(({ end }) => end === "acknowledged");
    const [first] = attempts.toSorted((one, other) => one.span.calledLine - other.span.calledLine);
    return acknowledged === undefined || first === undefined ? [] : [{ first, acknowledged }];
  });
  const byCall = messages.toSorted((one, other) => one.first.span.calledLine - other.first.span.calledLine);
  const byEnd = messages.toSorted((one, other) => one.acknowledged.span.endedLine - other.acknowledged.span.endedLine);
  let highest: Send | undefined;
  let ended = 0;
  return byCall.flatMap(({ first, acknowledged }) => {
    for (
      let next = byEnd[ended];
      next !== undefined && isBefore(next.acknowledged.span, first.span);
      next = byEnd[++ended]
    ) {
      if (numberOf(next.acknowledged) > numberOf(highest)) highest = next.acknowledged;
    }
    if (highest === undefined || numberOf(acknowledged) > numberOf(highest)) return [];
    return [`${nameOf(acknowledged)} was sent after ${highest.name} was acknowledged, and has the lower number`];
  });
}

/**
 * A receive gives out the messages of a group from the first on. So one that is in the queue afterwards, because it is
 * delivered later, was not stepped over; and what is hidden lets nothing behind it pass.
 */
export function disorderedDeliveries(history: History): string[] {
  const fifo = history.deliveries.filter(({ queue }) => history.queues.get(queue)?.isFifo);
  return [...groupedBy(fifo, groupOf).values()].flatMap((deliveries) => {
    const group = [...groupedBy(deliveries, ({ messageId }) => messageId)].flatMap(([messageId, own]) => {
      const message = history.messages.get(own[0]?.queue ?? "")?.get(messageId);
      return message === undefined ? [] : [{ message, own, lastCalled: lastCallOf(own) }];
    });
    return deliveries.flatMap((delivery) =>
      group
        .filter(({ own: [first] }) => first !== undefined && numberOf(first) < numberOf(delivery))
        .flatMap((earlier) => disorderOf(history, delivery, earlier)),
    );
  });
}

interface Earlier {
  readonly message: MessageHistory;
  readonly own: readonly Delivery[];
  readonly lastCalled: number;
}

function disorderOf(history: History, delivery: Delivery, { message, own, lastCalled }: Earlier): string[] {
  const { receive, position } = delivery;
  const { span } = receive;
  const together = own.find((other) => other.receive === receive);
  const said = `${nameOf(delivery)} was delivered (call ${span.id})`;
  const name = own[0]?.name;
  if (together !== undefined) return together.position < position ? [] : [`${said} before ${name} in one answer`];
  if (lastCalled > span.endedLine) return [`${said} before ${name}, which was sent earlier and delivered later`];
  if (mayBeDeleted(message, span)) return [];
  const hold = holdDuring(history, message, span);
  return hold === undefined ? [] : [`${said} while ${name}, which was sent earlier, was hidden by call ${hold.by}`];
}

function mayBeDeleted({ deletions }: MessageHistory, span: Span): boolean {
  return deletions.some((deletion) => deletion.span.calledLine < span.endedLine);
}

function lastCallOf(deliveries: readonly Delivery[]): number {
  return Math.max(...deliveries.map(({ receive }) => receive.span.calledLine));
}

/** Within five minutes what is sent under one id is one message, also when a sender never heard of the first. */
export function forgottenDeduplication({ sends, deliveries, queues }: History): string[] {
  const sources = new Set(
    [...queues.values()].filter(({ isFifo, redrive }) => isFifo && redrive !== undefined).map(({ name }) => name),
  );
  const sent = sends.filter(({ queue, end }) => sources.has(queue) && end !== "refused");
  const delivered = groupedBy(
    deliveries.filter(({ queue }) => sources.has(queue)),
    idOf,
  );
  return [...groupedBy(sent, idOf)].flatMap(([id, attempts]) => [
    ...secondMessages(attempts),
    ...secondDeliveries(attempts, delivered.get(id) ?? []),
  ]);
}

/** A send may have been answered with a message of an attempt that was lost: the five minutes begin with the first such. */
function secondMessages(attempts: readonly Send[]): string[] {
  const acknowledged = attempts.filter(({ end }) => end === "acknowledged");
  return acknowledged.flatMap((send, index) => {
    const before = acknowledged[index - 1];
    if (before === undefined || before.messageId === send.messageId) return [];
    const begun = Math.min(
      ...attempts
        .filter(({ end, messageId }) => end === "lost" || messageId === before.messageId)
        .map(({ span }) => span.calledAt),
    );
    if (send.span.endedAt >= begun + DEDUPLICATION_MILLISECONDS) return [];
    return [
      `${nameOf(send)} was sent twice under one id (calls ${before.span.id} and ${send.span.id}) and is two messages`,
    ];
  });
}

function secondDeliveries(attempts: readonly Send[], deliveries: readonly Delivery[]): string[] {
  const [first] = deliveries;
  const other = deliveries.find(({ messageId }) => messageId !== first?.messageId);
  if (first === undefined || other === undefined) return [];
  const begun = Math.min(...attempts.map(({ span }) => span.calledAt));
  const ended = Math.max(...attempts.map(({ span }) => span.endedAt));
  if (ended >= begun + DEDUPLICATION_MILLISECONDS) return [];
  return [
    `${nameOf(first)} was delivered as two messages (calls ${first.receive.span.id} and ${other.receive.span.id})`,
  ];
}

const idOf = ({ queue, deduplicationId }: Send | Delivery): string => `${queue}/${deduplicationId}`;
const groupOf = ({ queue, group }: Send | Delivery): string => `${queue}/${group}`;
const nameOf = ({ queue, name }: Send | Delivery): string => `${queue}/${name}`;
const numberOf = (message: Send | Delivery | undefined): bigint => BigInt(message?.sequenceNumber ?? -1);
