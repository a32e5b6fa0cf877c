/**
 * The pollers of one enabled mapping, as lanes: each takes one batch at a time through the function, so their number is
 * the mapping's concurrency.
 */
import { setMaxListeners } from "node:events";
import { type Cancel, pause } from "../../../kernel/clock.ts";
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { SQS, type Message } from "../../../schema/generated/sqs.ts";
import { emitMappingFigure } from "../invocation/function-metrics.ts";
import { reservationsOf } from "../invocation/concurrency.ts";
import { findFunction } from "../function/find-function.ts";
import {
  BATCH_BYTES_MAX,
  POLL_BACKOFF_FIRST_MILLISECONDS,
  POLL_BACKOFF_LONGEST_MILLISECONDS,
  POLL_SECONDS,
  PROVISIONED_POLLER_CONCURRENCY,
  QUEUE_ATTRIBUTES_MILLISECONDS,
  QUEUE_BATCH_SIZE,
  VISIBILITY_MARGIN_SECONDS,
} from "../limits.ts";
import { asMapping, causeOf, count, deleteMessages, deliverBatch, storyOf } from "./deliver-batch.ts";
import { Engagement } from "./engagement.ts";
import { bodyFilter, type BodyFilter } from "./filter.ts";
import { namedFunction, type MappingRecord } from "./mapping-record.ts";
import { queueUrlOf } from "./queue.ts";
import { withoutRecursive } from "./recursive-messages.ts";
import { type Scaling, scalingOf } from "./scaling.ts";
import { sqsEventRecord } from "./sqs-event.ts";

/** Messages in hand, and until when they are hidden from others. */
interface Gathered {
  readonly messages: readonly Message[];
  readonly visibleAgainAt: number;
}

const NOTHING: Gathered = { messages: [], visibleAgainAt: 0 };

export class MappingRunner {
  readonly mapping: MappingRecord;
  readonly #at: AsyncScope;
  readonly #passes: BodyFilter;
  readonly #stopping = new AbortController();
  readonly #scaling: Scaling;
  /** Each ends when it takes no more messages and none is in its hands. */
  readonly #lanes = new Set<Promise<void>>();
  readonly #records = new WeakMap<Message, string>();
  #busy = 0;
  /** While the function fails or is throttled no lane is added, and those that were added end. */
  #isBackingOff = false;
  #lastAddedAt = 0;
  #cancelScaleUp: Cancel | undefined;
  /** One poller at a time fills the batch of a mapping with a window: otherwise each would wait with a part of it. */
  #gathering: Promise<unknown> = Promise.resolve();
  #visibility: { readonly seconds: number; readonly isOverridden: boolean; readonly knownUntil: number } | undefined;

  constructor(mapping: MappingRecord, at: AsyncScope) {
    this.mapping = mapping;
    this.#at = at;
    this.#passes = bodyFilter(mapping.filters);
    this.#scaling = scalingOf(mapping);
    // Every poller listens to it, in every long poll.
    setMaxListeners(0, this.#stopping.signal);
    at.signal.addEventListener("abort", () => this.#stopping.abort(), { once: true, signal: this.#stopping.signal });
  }

  start(): void {
    while (this.#lanes.size < this.#scaling.lanesAtStart) this.#addLane(true);
  }

  /** Takes no more messages: long polls end at once. Resolves when those in hand are done with. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelScaleUp?.();
    await Promise.all(this.#lanes);
  }

  get #isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  #addLane(stays: boolean): void {
    this.#lastAddedAt = this.#at.clock.now();
    const lane = this.#poll(stays).finally(() => this.#lanes.delete(lane));
    this.#lanes.add(lane);
  }

  /** Adds lanes for as long as all are busy, no faster than AWS does. */
  #scaleUp(): void {
    this.#cancelScaleUp?.();
    this.#cancelScaleUp = undefined;
    const { lanesMax, lanesAdded, addedEveryMilliseconds } = this.#scaling;
    if (this.#busy < this.#lanes.size || this.#lanes.size >= lanesMax) return;
    if (this.#isBackingOff || this.#isStopped) return;
    const { clock, ports } = this.#at;
    const dueAt = this.#lastAddedAt + addedEveryMilliseconds;
    if (clock.now() < dueAt || ports.functions.isCrowded === true) {
      this.#cancelScaleUp = clock.at(Math.max(dueAt, clock.now() + addedEveryMilliseconds), () => this.#scaleUp());
      return;
    }
    for (let added = 0; added < lanesAdded && this.#lanes.size < lanesMax; added++) this.#addLane(false);
  }

  /** @param stays whether the lane goes on when the queue is empty; those that were added later end then */
  async #poll(stays: boolean): Promise<void> {
    const engagement = new Engagement(this.#at.activity);
    let backoff = POLL_BACKOFF_FIRST_MILLISECONDS;
    while (!this.#isStopped) {
      try {
        if (!this.#canInvoke()) {
          await pause(this.#at.clock, POLL_BACKOFF_FIRST_MILLISECONDS, this.#stopping.signal);
          continue;
        }
        const gathered = await this.#gatherInTurn(engagement);
        backoff = POLL_BACKOFF_FIRST_MILLISECONDS;
        // A cloud that stops begins nothing more: the messages are visible again when their time is over.
        if (this.#at.isUnwanted) return;
        if (gathered.messages.length > 0) await this.#deliver(gathered, engagement);
        if (!stays && (gathered.messages.length === 0 || this.#isBackingOff)) return;
      } catch (error) {
        // The queue is gone, its policy forbids, or the machine has a fault: all may be put right while this waits.
        engagement.end();
        if (this.#isStopped) return;
        const { uuid: mapping, queueArn: queue } = this.mapping;
        if (error instanceof ServiceError) this.#at.log.warn("a queue could not be polled", { mapping, queue, error });
        else this.#at.log.error("a poller failed", { mapping, queue, error });
        await pause(this.#at.clock, backoff, this.#stopping.signal);
        backoff = Math.min(backoff * 2, POLL_BACKOFF_LONGEST_MILLISECONDS);
      } finally {
        engagement.end();
      }
    }
  }

  /** Without a function that may run, receiving would only count against the messages. */
  #canInvoke(): boolean {
    return this.#at.read((read) => {
      const record = findFunction(namedFunction(this.mapping), read);
      return record?.state === "Active" && reservationsOf(record, read).own !== 0;
    });
  }

  async #deliver({ messages, visibleAgainAt }: Gathered, engagement: Engagement): Promise<void> {
    this.#busy++;
    this.#scaleUp();
    try {
      const wanted = await withoutRecursive(this.mapping, messages, this.#at);
      for (const { part, records } of this.#parts(wanted)) {
        const stopped = this.#stopping.signal;
        const batch = { mapping: this.mapping, messages: part, records, visibleAgainAt, stopped };
        this.#isBackingOff = !(await deliverBatch(batch, engagement, this.#at));
      }
    } finally {
      this.#busy--;
    }
  }

  /** Messages as the batches that they make: no event is longer than 6 MB. */
  *#parts(messages: readonly Message[]): Iterable<{ part: readonly Message[]; records: readonly string[] }> {
    let part: Message[] = [];
    let records: string[] = [];
    let length = EVENT_BYTES;
    for (const message of messages) {
      const record = this.#recordOf(message);
      const size = Buffer.byteLength(record) + 1;
      if (part.length > 0 && length + size > BATCH_BYTES_MAX) {
        yield { part, records };
        part = [];
        records = [];
        length = EVENT_BYTES;
      }
      part.push(message);
      records.push(record);
      length += size;
    }
    if (part.length > 0) yield { part, records };
  }

  /** The message as the function gets it, written once however often its length is asked for. */
  #recordOf(message: Message): string {
    const known = this.#records.get(message);
    if (known !== undefined) return known;
    const { queueArn, region, windowSeconds } = this.mapping;
    const record = JSON.stringify(sqsEventRecord(message, { queueArn, region, hasWindow: windowSeconds > 0 }));
    this.#records.set(message, record);
    return record;
  }

  /** With a comma each. */
  #recordBytes(messages: readonly Message[]): number {
    return messages.reduce((total, message) => total + Buffer.byteLength(this.#recordOf(message)) + 1, 0);
  }

  async #gatherInTurn(engagement: Engagement): Promise<Gathered> {
    if (this.mapping.windowSeconds === 0) return this.#receive(this.mapping.batchSize, POLL_SECONDS, engagement);
    const turn = this.#gathering.then(() => this.#gatherOverWindow(engagement));
    // The next poller's turn comes whether this one found messages or failed.
    this.#gathering = turn.catch(() => {});
    return turn;
  }

  /**
   * Fills a batch until it is full, large enough, its window is over, or the mapping is to stop; the window begins with
   * the first message.
   */
  async #gatherOverWindow(engagement: Engagement): Promise<Gathered> {
    const { batchSize, windowSeconds } = this.mapping;
    if (this.#isStopped) return NOTHING;
    const { clock } = this.#at;
    const { messages, visibleAgainAt } = await this.#receive(
      Math.min(batchSize, QUEUE_BATCH_SIZE),
      POLL_SECONDS,
      engagement,
    );
    if (messages.length === 0) return NOTHING;
    const gathered = [...messages];
    const deadline = clock.now() + windowSeconds * SECOND_MILLISECONDS;
    let length = EVENT_BYTES + this.#recordBytes(gathered);
    while (gathered.length < batchSize && length < BATCH_BYTES_MAX && !this.#isStopped) {
      const left = Math.ceil((deadline - clock.now()) / SECOND_MILLISECONDS);
      if (left <= 0) break;
      const room = Math.min(batchSize - gathered.length, QUEUE_BATCH_SIZE);
      // What is there is taken as work at hand; only waiting for more is a wait that time alone can end.
      let more = await this.#receive(room, 0, engagement);
      if (more.messages.length === 0) {
        more = await engagement.rest(this.#receive(room, Math.min(left, POLL_SECONDS), engagement));
        engagement.begin();
      }
      gathered.push(...more.messages);
      length += this.#recordBytes(more.messages);
    }
    return { messages: gathered, visibleAgainAt };
  }

  /** One long poll. What the filters do not let through is deleted at once. */
  async #receive(maximum: number, waitSeconds: number, engagement: Engagement): Promise<Gathered> {
    const { mapping } = this;
    const at = this.#at;
    const visibility = await this.#visibilityTimeout();
    const { Messages: received = [] } = await at.call(
      SQS.ReceiveMessage,
      {
        QueueUrl: queueUrlOf(mapping.queueArn, at),
        MaxNumberOfMessages: Math.min(maximum, QUEUE_BATCH_SIZE),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
        ...(visibility.isOverridden ? { VisibilityTimeout: visibility.seconds } : {}),
      },
      { ...asMapping(mapping), signal: this.#stopping.signal },
    );
    count(["PolledEventCount", received.length], mapping, at);
    if (mapping.provisionedPollers !== undefined) {
      const pollers = Math.ceil(this.#lanes.size / PROVISIONED_POLLER_CONCURRENCY);
      emitMappingFigure(["ProvisionedPollers", pollers], mapping.uuid, at);
    }
    if (received.length === 0) return NOTHING;
    engagement.begin();
    const visibleAgainAt = at.clock.now() + visibility.seconds * SECOND_MILLISECONDS;
    const passing = received.filter((message) => this.#passes(message.Body ?? ""));
    if (passing.length < received.length) await this.#dropFiltered(received.filter((each) => !passing.includes(each)));
    return { messages: passing, visibleAgainAt };
  }

  async #dropFiltered(messages: readonly Message[]): Promise<void> {
    const { mapping } = this;
    for (const message of messages) {
      const parent = causeOf(message);
      this.#at.record({
        ...storyOf(message, mapping),
        outcome: "filtered-out",
        reason: "The message matches none of the mapping's filters; it is deleted from the queue.",
        ...(parent === undefined ? {} : { parent }),
      });
    }
    count(["FilteredOutEventCount", messages.length], mapping, this.#at);
    await deleteMessages(mapping, messages, this.#at);
  }

  /** How long messages stay hidden: the queue's own time, or longer where window and function need more. */
  async #visibilityTimeout(): Promise<{ readonly seconds: number; readonly isOverridden: boolean }> {
    const at = this.#at;
    const now = at.clock.now();
    if (this.#visibility !== undefined && this.#visibility.knownUntil > now) return this.#visibility;
    const { mapping } = this;
    const { Attributes: attributes } = await at.call(
      SQS.GetQueueAttributes,
      { QueueUrl: queueUrlOf(mapping.queueArn, at), AttributeNames: ["VisibilityTimeout"] },
      asMapping(mapping),
    );
    const own = Number(attributes?.VisibilityTimeout ?? 30);
    const timeout = at.read((read) => findFunction(namedFunction(mapping), read)?.setup.timeoutSeconds ?? 0);
    const needed = mapping.windowSeconds + timeout;
    const isOverridden = mapping.windowSeconds > 0 && needed > own;
    const seconds = isOverridden ? needed + VISIBILITY_MARGIN_SECONDS : own;
    this.#visibility = { seconds, isOverridden, knownUntil: now + QUEUE_ATTRIBUTES_MILLISECONDS };
    return this.#visibility;
  }
}

/** What is around the records in the event. */
const EVENT_BYTES = Buffer.byteLength('{"Records":[]}');
