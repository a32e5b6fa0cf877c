/** SNS as the publishers of a crash run call it: everything is written down before it is asked, and once it is answered. */
import { setTimeout as sleep } from "node:timers/promises";
import { fraction, type Random } from "../../../src/kernel/random.ts";
import type { CrashLog } from "../crash-log.ts";
import type { KillableServer } from "../killable-server.ts";
import type { PublishEntry, PublishLine, PublishResult, TopicSettings } from "./publish-log.ts";

const PAUSE_MILLISECONDS = 5;
const GROUPS = 6;
const COLOURS = ["red", "blue"];
/** How many of its last messages a publisher may repeat. */
const REMEMBERED = 30;

/** What all publishers share. */
export interface PublishRun {
  readonly log: CrashLog<PublishLine>;
  server(): Promise<KillableServer>;
  nextCall(): number;
  /** Told of each message that was acknowledged. */
  acknowledged(topic: TopicSettings, entry: PublishEntry): void;
  /** How many more messages are to be published before the queues are emptied. */
  left: number;
}

export class Publisher {
  readonly #run: PublishRun;
  readonly #random: Random;
  readonly #name: string;
  readonly #remembered: PublishEntry[] = [];
  #made = 0;

  constructor(run: PublishRun, random: Random, name: string) {
    this.#run = run;
    this.#random = random;
    this.#name = name;
  }

  /**
   * One message or several. To a FIFO topic something is published again now and then, above all when nobody answered,
   * as careful clients do.
   */
  async publish(topic: TopicSettings): Promise<void> {
    if (this.#run.left <= 0) return sleep(PAUSE_MILLISECONDS);
    const entries = Array.from({ length: this.#chance(0.9) ? 2 + this.#whole(9) : 1 }, () => this.#entry(topic));
    this.#run.left -= entries.length;
    const isAnswered = await this.#ask(topic, entries);
    if (!topic.isFifo) return;
    this.#remembered.push(...entries);
    this.#remembered.splice(0, this.#remembered.length - REMEMBERED);
    if (!isAnswered && this.#chance(0.8)) await this.#ask(topic, entries);
  }

  #entry({ isFifo }: TopicSettings): PublishEntry {
    const again = this.#remembered[this.#whole(this.#remembered.length)];
    if (again !== undefined && this.#chance(0.05)) return again;
    const name = `${this.#name}-${this.#made++}`;
    const colour = COLOURS[this.#whole(COLOURS.length)] ?? "";
    if (!isFifo) return { name, colour };
    return { name, colour, group: `g${this.#whole(GROUPS)}`, deduplicationId: `id-${name}` };
  }

  async #ask(topic: TopicSettings, entries: readonly PublishEntry[]): Promise<boolean> {
    const { log } = this.#run;
    const server = await this.#run.server();
    const id = this.#run.nextCall();
    log.write({ type: "publish", id, client: this.#name, topic: topic.name, entries });
    const { action, parameters } = publishOf(topic, entries);
    const answer = await server.attempt(() => server.query(action, parameters));
    if (answer === undefined) {
      log.write({ type: "lost", id });
      return false;
    }
    const { status, text } = answer;
    if (status !== 200) {
      log.write({ type: "refused", id, status, code: elementOf(text, "Code") ?? "" });
      return true;
    }
    const results = entries.length === 1 ? [resultOf(text)] : batchResults(text, entries.length);
    log.write({ type: "results", id, results });
    for (const [index, entry] of entries.entries()) {
      if (results[index]?.refused === undefined) this.#run.acknowledged(topic, entry);
    }
    return true;
  }

  #chance(of: number): boolean {
    return fraction(this.#random) < of;
  }

  #whole(below: number): number {
    return Math.floor(fraction(this.#random) * below);
  }
}

export function arnOf(topic: string): string {
  return `arn:aws:sns:us-east-1:000000000000:${topic}`;
}

/** One entry as Publish, several as PublishBatch. */
function publishOf(topic: TopicSettings, entries: readonly PublishEntry[]) {
  const [only] = entries;
  const TopicArn = arnOf(topic.name);
  if (entries.length === 1 && only !== undefined) {
    return { action: "Publish", parameters: { TopicArn, ...parametersOf(only, "") } };
  }
  const members = entries.map((entry, index) => {
    const prefix = `PublishBatchRequestEntries.member.${index + 1}.`;
    return { [`${prefix}Id`]: String(index), ...parametersOf(entry, prefix) };
  });
  return { action: "PublishBatch", parameters: { TopicArn, ...Object.assign({}, ...members) } };
}

function parametersOf({ name, colour, group, deduplicationId }: PublishEntry, prefix: string): Record<string, string> {
  const attribute = `${prefix}MessageAttributes.entry.1.`;
  return {
    [`${prefix}Message`]: name,
    [`${attribute}Name`]: "colour",
    [`${attribute}Value.DataType`]: "String",
    [`${attribute}Value.StringValue`]: colour,
    ...(group === undefined ? {} : { [`${prefix}MessageGroupId`]: group }),
    ...(deduplicationId === undefined ? {} : { [`${prefix}MessageDeduplicationId`]: deduplicationId }),
  };
}

function batchResults(xml: string, count: number): PublishResult[] {
  const results = Array.from({ length: count }, (): PublishResult => ({ refused: "no answer for this entry" }));
  for (const [, member = ""] of xml.matchAll(/<member>(.*?)<\/member>/gs)) {
    const code = elementOf(member, "Code");
    results[Number(elementOf(member, "Id"))] = code === undefined ? resultOf(member) : { refused: code };
  }
  return results;
}

function resultOf(xml: string): PublishResult {
  const [messageId, sequenceNumber] = [elementOf(xml, "MessageId"), elementOf(xml, "SequenceNumber")];
  return {
    ...(messageId === undefined ? { refused: "no MessageId" } : { messageId }),
    ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
  };
}

function elementOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
