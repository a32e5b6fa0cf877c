/** The log of a run as what is known of each message that was published, and of each arrival. */
import type { Arrival, PublishEntry, PublishLine, PublishResult, Subscriber, TopicSettings } from "./publish-log.ts";

/** One attempt to publish a message. Lines of the log tell what came first. */
export interface Attempt {
  readonly id: number;
  readonly calledLine: number;
  readonly endedLine: number;
  /** Which of the entries of its call it is. */
  readonly position: number;
  readonly end: "acknowledged" | "refused" | "lost";
  readonly result: PublishResult;
}

/** A message under its name, with every attempt to publish it. */
export interface Publication {
  readonly topic: TopicSettings;
  readonly entry: PublishEntry;
  readonly attempts: Attempt[];
}

/** A message that came out of a subscriber's queue. */
export interface Receipt extends Arrival {
  readonly topic: TopicSettings;
  readonly subscriber: Subscriber;
  readonly line: number;
}

export interface Publications {
  /** By topic and name: see `keyOf`. */
  readonly published: ReadonlyMap<string, Publication>;
  /** By queue, in the order of arrival. */
  readonly received: ReadonlyMap<string, readonly Receipt[]>;
  readonly topics: readonly TopicSettings[];
  readonly kills: number;
  /** The last line of each queue that says that it is empty. */
  readonly drained: ReadonlyMap<string, number>;
  /** Answers that no client provoked. */
  readonly faults: readonly string[];
}

export const keyOf = (topic: TopicSettings, name: string): string => `${topic.name}/${name}`;

/** Whether a message is for a subscriber. */
export function isFor({ colour }: Subscriber, entry: PublishEntry): boolean {
  return colour === undefined || colour === entry.colour;
}

interface Open {
  readonly topic: TopicSettings;
  readonly entries: readonly PublishEntry[];
  readonly calledLine: number;
}

export function readPublications(lines: readonly PublishLine[]): Publications {
  const published = new Map<string, Publication>();
  const received = new Map<string, Receipt[]>();
  const drained = new Map<string, number>();
  const faults: string[] = [];
  const open = new Map<number, Open>();
  let topics: readonly TopicSettings[] = [];
  let kills = 0;
  const close = (id: number, endedLine: number, results: readonly PublishResult[] | "lost" | "refused"): void => {
    const call = open.get(id);
    if (call === undefined) throw new Error(`line ${endedLine + 1} of the log ends a call that it does not tell of`);
    open.delete(id);
    for (const [position, entry] of call.entries.entries()) {
      const result = typeof results === "string" ? {} : (results[position] ?? { refused: "no answer for this entry" });
      const end = results === "lost" ? "lost" : results === "refused" || result.refused ? "refused" : "acknowledged";
      const key = keyOf(call.topic, entry.name);
      const publication = published.get(key) ?? { topic: call.topic, entry, attempts: [] };
      publication.attempts.push({ id, calledLine: call.calledLine, endedLine, position, end, result });
      published.set(key, publication);
    }
  };
  for (const [number, line] of lines.entries()) {
    switch (line.type) {
      case "run":
        ({ topics } = line);
        break;
      case "publish":
        open.set(line.id, { topic: topicNamed(topics, line.topic), entries: line.entries, calledLine: number });
        break;
      case "results":
        close(line.id, number, line.results);
        break;
      case "refused":
        if (line.status >= 500) faults.push(`line ${number + 1} was answered ${line.status} ${line.code}`);
        close(line.id, number, "refused");
        break;
      case "lost":
        close(line.id, number, "lost");
        break;
      case "killed":
        kills++;
        break;
      case "drained":
        drained.set(line.queue, number);
        break;
      case "arrived":
        received.set(line.queue, [
          ...(received.get(line.queue) ?? []),
          ...line.messages.map((message) => ({ ...message, ...subscriberOf(topics, line.queue), line: number })),
        ]);
    }
  }
  // What was under way when the log broke off may have had its effect at any time.
  for (const id of open.keys()) close(id, Infinity, "lost");
  return { published, received, topics, kills, drained, faults };
}

function topicNamed(topics: readonly TopicSettings[], name: string): TopicSettings {
  const topic = topics.find((each) => each.name === name);
  if (topic === undefined) throw new Error(`the log does not tell of a topic ${name}`);
  return topic;
}

function subscriberOf(topics: readonly TopicSettings[], queue: string): Pick<Receipt, "topic" | "subscriber"> {
  for (const topic of topics) {
    const subscriber = topic.subscribers.find((each) => each.queue === queue);
    if (subscriber !== undefined) return { topic, subscriber };
  }
  throw new Error(`the log does not tell of a queue ${queue}`);
}
