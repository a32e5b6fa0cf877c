/** What holds for every message, of whatever queue: none is lost, invented, early, doubled or back from deletion. */
import { groupedBy } from "./grouped-by.ts";
import { type Act, type Delivery, type History, isBefore, type MessageHistory, type Send } from "./history.ts";
import { holdDuring, isDeletedInTime } from "./hold.ts";

/** Every message that was acknowledged was deleted by somebody, at the latest by the one who drained its queue. */
export function lostMessages(history: History): string[] {
  const { sends, queues } = history;
  return sends
    .filter(({ end }) => end === "acknowledged")
    .filter(({ queue, messageId = "" }) => {
      const places = [queue, queues.get(queue)?.redrive?.to ?? queue];
      return places.every((place) => (messageIn(history, place, messageId)?.deletions.length ?? 0) === 0);
    })
    .map((send) => `${nameOf(send)} was acknowledged (call ${send.span.id}), and is gone though nobody deleted it`);
}

/** What is lost can only be known of a queue that was emptied at the end. */
export function undrainedQueues({ queues, sends, drained }: History): string[] {
  return [...queues.keys()]
    .filter((queue) => {
      const last = sends
        .filter((send) => send.queue === queue)
        .reduce((line, { span }) => Math.max(line, span.calledLine), -1);
      return (drained.get(queue) ?? -1) <= last;
    })
    .map((queue) => `${queue} was not emptied at the end`);
}

/** A message that is delivered was sent, under the id that its sender was told, and not before its delay was over. */
export function inventedMessages({ sends, deliveries, queues }: History): string[] {
  const sources = new Map([...queues.values()].map(({ name, redrive }) => [redrive?.to, name]));
  const byName = groupedBy(sends, ({ queue, name }) => `${queue}/${name}`);
  return deliveries.flatMap((delivery) => {
    const { queue, name, messageId, receive } = delivery;
    const all = byName.get(`${sources.get(queue) ?? queue}/${name}`) ?? [];
    const possible = all.filter(({ end, span }) => end !== "refused" && span.calledLine < receive.span.endedLine);
    const said = `${nameOf(delivery)} was delivered (call ${receive.span.id})`;
    if (possible.length === 0) return [`${said}, and nobody has sent it, or only with a refusal`];
    const isKnown = possible.some((send) => send.end === "lost" || send.messageId === messageId);
    if (!isKnown) return [`${said}, and its sender was told the id ${possible[0]?.messageId}`];
    const earliest = Math.min(...possible.map(({ span, delaySeconds = 0 }) => span.calledAt + delaySeconds * 1_000));
    return receive.span.endedAt < earliest
      ? [`${said}, ${earliest - receive.span.endedAt} ms before its delay was over`]
      : [];
  });
}

/** On a standard queue each name is sent once, so that it has one id. */
export function doubledMessages({ queues, sends, deliveries }: History): string[] {
  const ids = new Map<string, Set<string>>();
  for (const { queue, name, messageId } of [...sends, ...deliveries]) {
    if (messageId === undefined || queues.get(queue)?.isFifo !== false) continue;
    const key = `${queue}/${name}`;
    ids.set(key, (ids.get(key) ?? new Set()).add(messageId));
  }
  return [...ids]
    .filter(([, { size }]) => size > 1)
    .map(([key, { size }]) => `${key} was sent once and is ${size} messages`);
}

/** Until its visibility timeout is over nobody else gets a message. */
export function deliveredTwice(history: History): string[] {
  return everyMessage(history).flatMap((message) =>
    message.deliveries.flatMap((delivery) => {
      const hold = holdDuring(history, message, delivery.receive.span);
      if (hold === undefined) return [];
      const said = `${nameOf(delivery)} was delivered again (call ${delivery.receive.span.id})`;
      return [`${said} while call ${hold.by} hid it for ${hold.until - delivery.receive.span.endedAt} ms more`];
    }),
  );
}

/** What was deleted with acknowledgement is never seen again. */
export function undeletedMessages(history: History): string[] {
  return everyMessage(history).flatMap((message) => {
    const elsewhere = messageIn(history, message.queue.redrive?.to ?? "", message.messageId)?.deliveries ?? [];
    return message.deletions
      .filter(({ isLost }) => !isLost)
      .flatMap((deletion) => {
        const again = [
          ...(mustWork(history, message, deletion) ? message.deliveries : []),
          // A message that was hidden from its receive to its deletion was not dead-lettered in between.
          ...(isDeletedInTime(history, message, deletion) ? elsewhere : []),
        ].find(({ receive }) => isBefore(deletion.span, receive.span));
        if (again === undefined) return [];
        return [
          `${nameOf(again)} was deleted (call ${deletion.span.id}) and delivered again (call ${again.receive.span.id})`,
        ];
      });
  });
}

/**
 * A FIFO queue refuses a handle that is not of the latest receive. A standard queue acknowledges it and does nothing: so
 * it must be certain that no other receive took the message between this one and its deletion, not even a lost one.
 */
function mustWork(history: History, message: MessageHistory, deletion: Act): boolean {
  const { span, receivedBy } = deletion;
  if (message.queue.isFifo || isDeletedInTime(history, message, deletion)) return true;
  const own = message.deliveries.find(({ receive }) => receive.span.id === receivedBy)?.receive;
  if (own === undefined) return false;
  const others = [
    ...message.deliveries.map(({ receive }) => receive),
    ...(history.lostReceives.get(message.queue.name) ?? []),
  ];
  return others.every((other) => other === own || isBefore(other.span, own.span) || isBefore(span, other.span));
}

/** Each receive counts, and is not forgotten; nothing else does. */
export function miscountedReceives(history: History): string[] {
  return everyMessage(history).flatMap((message) => {
    const { deliveries, queue } = message;
    // What is in a dead-letter queue brings its count along.
    const brought = isDeadLetterQueue(history, queue.name) ? Infinity : 0;
    return deliveries.flatMap((delivery) => {
      const { receiveCount, receive } = delivery;
      const earlier = deliveries.filter((other) => isBefore(other.receive.span, receive.span));
      const known = Math.max(0, ...earlier.map((other) => other.receiveCount));
      const possible = deliveries.filter((other) => other.receive.span.calledLine < receive.span.endedLine).length;
      const most = brought + possible + lostReceives(history, queue.name, receive.span.endedLine);
      const said = `${nameOf(delivery)} came with the receive count ${receiveCount} (call ${receive.span.id})`;
      if (receiveCount <= known) return [`${said} after ${known}`];
      if (receiveCount > most) return [`${said}; it can have been received ${most} times at most`];
      return [];
    });
  });
}

/** A message is dead-lettered once it was received as often as its queue allows, and never comes back from there. */
export function wronglyDeadLettered(history: History): string[] {
  const seen = everyMessage(history).flatMap((message) => {
    const { redrive, name } = message.queue;
    if (redrive === undefined) return [];
    const tooOften = message.deliveries
      .filter(({ receiveCount }) => receiveCount > redrive.maxReceiveCount)
      .map(
        (delivery) =>
          `${nameOf(delivery)} was delivered ${delivery.receiveCount} times (call ${delivery.receive.span.id})`,
      );
    const dead = messageIn(history, redrive.to, message.messageId)?.deliveries[0];
    if (dead === undefined) return tooOften;
    const back = message.deliveries
      .filter(({ receive }) => isBefore(dead.receive.span, receive.span))
      .map(
        (delivery) => `${nameOf(delivery)} was delivered (call ${delivery.receive.span.id}) after it was dead-lettered`,
      );
    return [
      ...tooOften,
      ...back,
      ...deadTooEarly(history, { dead, source: name, ...redrive, seen: message.deliveries }),
    ];
  });
  return [...seen, ...deadUnseen(history)];
}

/** What nobody was seen to receive can be dead only if enough receives were lost. */
function deadUnseen(history: History): string[] {
  return [...history.queues.values()].flatMap(({ name, redrive }) => {
    if (redrive === undefined) return [];
    return [...(history.messages.get(redrive.to)?.values() ?? [])].flatMap(({ messageId, deliveries: [dead] }) =>
      dead === undefined || messageIn(history, name, messageId) !== undefined
        ? []
        : deadTooEarly(history, { dead, source: name, ...redrive, seen: [] }),
    );
  });
}

function deadTooEarly(
  history: History,
  {
    dead,
    source,
    maxReceiveCount,
    seen,
  }: {
    readonly dead: Delivery;
    readonly source: string;
    readonly maxReceiveCount: number;
    readonly seen: readonly Delivery[];
  },
): string[] {
  const most = seen.length + lostReceives(history, source, dead.receive.span.endedLine);
  if (most >= maxReceiveCount) return [];
  return [`${nameOf(dead)} was dead-lettered after ${most} receives; the policy says ${maxReceiveCount}`];
}

function isDeadLetterQueue({ queues }: History, name: string): boolean {
  return [...queues.values()].some(({ redrive }) => redrive?.to === name);
}

function lostReceives({ lostReceives: lost }: History, queue: string, before: number): number {
  return (lost.get(queue) ?? []).filter(({ span }) => span.calledLine < before).length;
}

function everyMessage({ messages }: History): MessageHistory[] {
  return [...messages.values()].flatMap((ofQueue) => [...ofQueue.values()]);
}

function messageIn({ messages }: History, queue: string, messageId: string): MessageHistory | undefined {
  return messages.get(queue)?.get(messageId);
}

const nameOf = ({ queue, name }: Pick<Send | Delivery, "queue" | "name">): string => `${queue}/${name}`;
