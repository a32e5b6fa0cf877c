/** The rules that a topic keeps however often its server is killed, applied to the log of a run. */
import { groupedBy } from "../grouped-by.ts";
import type { Findings } from "../report.ts";
import type { PublishLine } from "./publish-log.ts";
import {
  type Attempt,
  isFor,
  keyOf,
  type Publication,
  type Publications,
  readPublications,
  type Receipt,
} from "./publications.ts";

/** Each rule finds where it was broken. */
const RULES: Readonly<Record<string, (run: Publications) => readonly string[]>> = {
  "no queue is left full": undrainedQueues,
  "no acknowledged publish is lost to a subscriber": lostPublishes,
  "no message comes from nowhere": inventedMessages,
  "no filter policy lets through what it does not match": wronglyLetThrough,
  "no FIFO subscriber gets a message twice": deliveredTwice,
  "no FIFO subscriber gets a group out of order": disorderedGroups,
  "no repeated publish is a second message": secondMessages,
  "no sequence number is out of order": disorderedNumbers,
  "no answer is a fault": ({ faults }) => faults,
};

export function checkPublishLog(lines: readonly PublishLine[]): Findings {
  const run = readPublications(lines);
  const violations = Object.entries(RULES).flatMap(([rule, find]) => find(run).map((what) => ({ rule, what })));
  return { violations, counts: countsOf(run) };
}

/** What is lost can only be known of a queue that was emptied at the end. */
function undrainedQueues({ topics, published, drained }: Publications): string[] {
  return topics.flatMap((topic) => {
    const own = [...published.values()].filter((each) => each.topic === topic);
    const last = Math.max(-1, ...own.flatMap(({ attempts }) => attempts.map(({ calledLine }) => calledLine)));
    return topic.subscribers
      .filter(({ queue }) => (drained.get(queue) ?? -1) <= last)
      .map(({ queue }) => `${queue} was not emptied at the end`);
  });
}

function lostPublishes({ published, received }: Publications): string[] {
  const arrived = new Map([...received].map(([queue, receipts]) => [queue, new Set(receipts.map(({ name }) => name))]));
  return [...published.values()].flatMap((publication) => {
    const { topic, entry } = publication;
    const acknowledged = acknowledgedOf(publication);
    if (acknowledged === undefined) return [];
    return topic.subscribers
      .filter((subscriber) => isFor(subscriber, entry) && arrived.get(subscriber.queue)?.has(entry.name) !== true)
      .map(
        ({ queue }) => `${nameOf(publication)} was acknowledged (call ${acknowledged.id}), and never came to ${queue}`,
      );
  });
}

/** What arrives was published, before, and under the id that its publisher was told. */
function inventedMessages({ published, received }: Publications): string[] {
  return everyReceipt(received).flatMap((receipt) => {
    const attempts = published.get(keyOf(receipt.topic, receipt.name))?.attempts ?? [];
    const possible = attempts.filter(({ end, calledLine }) => end !== "refused" && calledLine < receipt.line);
    const said = `${receipt.name} came to ${receipt.subscriber.queue} (line ${receipt.line + 1})`;
    if (possible.length === 0) return [`${said}, and nobody has published it, or only with a refusal`];
    const isKnown =
      receipt.messageId === undefined ||
      possible.some(({ end, result }) => end === "lost" || result.messageId === receipt.messageId);
    return isKnown ? [] : [`${said} with an id that its publisher was not told`];
  });
}

function wronglyLetThrough({ published, received }: Publications): string[] {
  return everyReceipt(received).flatMap(({ topic, subscriber, name }) => {
    const publication = published.get(keyOf(topic, name));
    if (publication === undefined || isFor(subscriber, publication.entry)) return [];
    return [`${nameOf(publication)} is ${publication.entry.colour}, and came to ${subscriber.queue}`];
  });
}

function deliveredTwice(run: Publications): string[] {
  return fifoQueues(run).flatMap(([queue, receipts]) =>
    [...groupedBy(receipts, ({ name }) => name)]
      .filter(([, { length }]) => length > 1)
      .map(([name, { length }]) => `${name} came to ${queue} ${length} times`),
  );
}

/** What was acknowledged before something else was published comes before it, if both come. */
function disorderedGroups(run: Publications): string[] {
  return fifoQueues(run).flatMap(([queue, receipts]) =>
    [...groupedBy(receipts, ({ group = "" }) => group).values()].flatMap((group) => {
      let latest: { readonly name: string; readonly attempt: Attempt } | undefined;
      return group.flatMap(({ topic, name }) => {
        const publication = run.published.get(keyOf(topic, name));
        const first = publication === undefined ? undefined : firstOf(publication);
        if (publication === undefined || first === undefined) return [];
        const acknowledged = acknowledgedOf(publication) ?? { ...first, endedLine: Infinity };
        const before = latest;
        if (latest === undefined || isAfter(first, latest.attempt)) latest = { name, attempt: first };
        const isWrong = before !== undefined && isBefore(acknowledged, before.attempt);
        return isWrong ? [`${name} came to ${queue} after ${before.name}, which was published later`] : [];
      });
    }),
  );
}

/** Within five minutes what is published under one id is one message. */
function secondMessages({ published }: Publications): string[] {
  return [...published.values()].flatMap((publication) => {
    const known = publication.attempts.filter(({ end }) => end === "acknowledged").map(({ result }) => result);
    const ids = new Set(known.map(({ messageId, sequenceNumber = "" }) => `${messageId} ${sequenceNumber}`));
    return ids.size > 1 ? [`${nameOf(publication)} was published under one id and is ${ids.size} messages`] : [];
  });
}

/** Of a topic, whichever group: what is published after an acknowledgement has a higher number, and so it arrives. */
function disorderedNumbers({ published, received }: Publications): string[] {
  const numbered = [...published.values()].flatMap((publication) => {
    const [first, acknowledged] = [firstOf(publication), acknowledgedOf(publication)];
    const number = acknowledged?.result.sequenceNumber;
    if (first === undefined || acknowledged === undefined || number === undefined) return [];
    return [
      { name: nameOf(publication), number: BigInt(number), called: first.calledLine, ended: acknowledged.endedLine },
    ];
  });
  const byEnd = numbered.toSorted((one, other) => one.ended - other.ended);
  let [next, highest] = [0, { name: "", number: -1n }];
  const early = numbered
    .toSorted((one, other) => one.called - other.called)
    .flatMap(({ name, number, called }) => {
      for (let ended = byEnd[next]; ended !== undefined && ended.ended < called; ended = byEnd[++next]) {
        if (ended.number > highest.number) highest = ended;
      }
      return number > highest.number ? [] : [`${name} was published after ${highest.name}, and has no higher number`];
    });
  const other = everyReceipt(received).flatMap(({ topic, name, sequenceNumber, subscriber }) => {
    const publication = published.get(keyOf(topic, name));
    const told = publication === undefined ? undefined : acknowledgedOf(publication)?.result.sequenceNumber;
    if (sequenceNumber === undefined || told === undefined || told === sequenceNumber) return [];
    return [`${name} came to ${subscriber.queue} as number ${sequenceNumber}; its publisher was told ${told}`];
  });
  return [...early, ...other];
}

function countsOf({ published, received, kills, topics }: Publications): Findings["counts"] {
  const attempts = [...published.values()].flatMap((each) => each.attempts);
  const filters = topics.flatMap(({ subscribers }) => subscribers).filter(({ colour }) => colour !== undefined);
  return {
    kills,
    "publishes acknowledged": attempts.filter(({ end }) => end === "acknowledged").length,
    "publishes without an answer": attempts.filter(({ end }) => end === "lost").length,
    "messages published again": [...published.values()].filter((each) => each.attempts.length > 1).length,
    deliveries: everyReceipt(received).length,
    "deliveries through filters": filters.reduce((sum, { queue }) => sum + (received.get(queue)?.length ?? 0), 0),
    "FIFO deliveries": everyReceipt(received).filter(({ topic }) => topic.isFifo).length,
  };
}

function fifoQueues({ received, topics }: Publications): [string, readonly Receipt[]][] {
  const queues = new Set(
    topics.filter(({ isFifo }) => isFifo).flatMap(({ subscribers }) => subscribers.map(({ queue }) => queue)),
  );
  return [...received].filter(([queue]) => queues.has(queue));
}

function everyReceipt(received: Publications["received"]): Receipt[] {
  return [...received.values()].flat();
}

/** The first attempt that may have had an effect. */
function firstOf({ attempts }: Publication): Attempt | undefined {
  return attempts.find(({ end }) => end !== "refused");
}

function acknowledgedOf({ attempts }: Publication): Attempt | undefined {
  return attempts.find(({ end }) => end === "acknowledged");
}

/** Entries of one call have its order. */
function isBefore(one: Attempt, other: Attempt): boolean {
  return one.id === other.id ? one.position < other.position : one.endedLine < other.calledLine;
}

function isAfter(one: Attempt, other: Attempt): boolean {
  return one.id === other.id ? one.position > other.position : one.calledLine > other.calledLine;
}

const nameOf = ({ topic, entry }: Publication): string => keyOf(topic, entry.name);
