/**
 * What a queue is: a list of messages and a few rules, naive and slow on purpose.
 *
 * The model is told what was asked of a queue and what the queue answered. It follows, and objects when the answer is
 * none that a queue may give. Where AWS promises nothing, such as the order of a standard queue, every answer will do.
 */
import { createHash } from "node:crypto";
import { ModelDeduplication } from "./model-deduplication.fixture.ts";
import {
  type FoundMessage,
  type ModelMessage,
  mustShow,
  newMessage,
  type SeenMessage,
} from "./model-message.fixture.ts";
import { ModelReceiveAttempts } from "./model-receive-attempts.fixture.ts";
import { must, mustRefuse } from "./must.fixture.ts";

const PURGE_INTERVAL = 60_000;
const TWELVE_HOURS = 43_200_000;
/** What refuses a handle that never was one begins so, in a batch and alone. */
const NO_HANDLE = "The input receipt handle ";

/** What SetQueueAttributes can change. */
export interface ModelSettings {
  visibilitySeconds: number;
  delaySeconds: number;
  retentionSeconds: number;
  /** Undefined without a redrive policy. */
  maxReceiveCount: number | undefined;
  contentBasedDeduplication: boolean;
  deduplicationScope: "queue" | "messageGroup";
}

export type Sending = Pick<ModelMessage, "body" | "group" | "deduplicationId"> & {
  readonly delaySeconds: number | undefined;
};

export interface Receiving {
  readonly max: number;
  readonly seconds: number | undefined;
  readonly attempt: string | undefined;
}

/** Tells, where a queue has a choice, whether a message is no longer in it. */
export type Departures = (message: ModelMessage) => boolean;

export class ModelQueue {
  readonly arn: string;
  readonly fifo: boolean;
  readonly settings: ModelSettings;
  readonly deadLetterQueue: ModelQueue | undefined;
  now = 0;
  messages: ModelMessage[] = [];
  /** Every handle that was ever given out, and whose it is. */
  readonly handles = new Map<string, ModelMessage>();
  readonly #deduplication = new ModelDeduplication();
  readonly #attempts = new ModelReceiveAttempts();
  #purgedAt = -Infinity;

  constructor(arn: string, settings: ModelSettings, deadLetterQueue?: ModelQueue) {
    this.arn = arn;
    this.fifo = arn.endsWith(".fifo");
    this.settings = settings;
    this.deadLetterQueue = deadLetterQueue;
  }

  /** It is `now`. What is past its retention is gone, whatever state it is in. */
  expire(now: number): void {
    this.now = now;
    this.messages = this.messages.filter((each) => now - each.enqueuedAt <= this.settings.retentionSeconds * 1000);
  }

  /** A FIFO message behind one in flight counts as visible. */
  depth(): { readonly visible: number; readonly inFlight: number; readonly delayed: number } {
    const hidden = this.messages.filter((each) => !this.isVisible(each));
    const inFlight = hidden.filter((each) => each.receives > 0).length;
    return { visible: this.messages.length - hidden.length, inFlight, delayed: hidden.length - inFlight };
  }

  /** Changes take effect at once, and on the messages that are there. */
  set(changes: Partial<ModelSettings>): void {
    Object.assign(this.settings, changes);
    this.#deduplication.changeScope(this.settings.deduplicationScope);
    this.expire(this.now);
  }

  send({ body, group, ...sending }: Sending, answer: Pick<ModelMessage, "id" | "sequence">): void {
    const deduplicationId = this.fifo ? (sending.deduplicationId ?? sha256(body)) : undefined;
    if (deduplicationId !== undefined && this.#isDuplicate(group, deduplicationId, answer)) return;
    const isNew = [...this.messages, ...this.handles.values()].every((each) => each.id !== answer.id);
    must(isNew, `${answer.id} is the id of no other message`);
    // A standard message is hidden by the delay of its sending; a FIFO message by the delay that the queue has.
    const delaySeconds = this.fifo ? 0 : (sending.delaySeconds ?? this.settings.delaySeconds);
    this.#add(newMessage({ ...answer, body, group, deduplicationId }, this.now, this.now + delaySeconds * 1000));
  }

  receive(receiving: Receiving, seen: readonly SeenMessage[], left: Departures): void {
    const { attempt, max, seconds = this.settings.visibilitySeconds } = receiving;
    const { now, messages } = this;
    if (attempt !== undefined && this.#attempts.repeats(attempt, seen, { now, messages, seconds })) return;
    const receivable = this.receivable();
    const worn = receivable.filter((each) => this.#isWorn(each));
    const fit = receivable.filter((each) => !worn.includes(each));
    // A receive that found less than it wanted met all that are worn; another one may have met some.
    const buried = worn.filter(left);
    must(seen.length === Math.min(max, fit.length), `${fit.length} can be received, not ${seen.length}`);
    must(seen.length === max || buried.length === worn.length, "what is worn is not met again");
    const taken = seen.map(({ id }) => fit.find((each) => each.id === id)).filter(isPresent);
    must(
      new Set(taken).size === seen.length,
      `only what is fit is received, and once: ${seen.map(({ body }) => body)}`,
    );
    if (this.fifo) mustBeInOrder(receivable, taken, buried);
    for (const message of buried) this.#bury(message);
    for (const [index, message] of taken.entries()) this.#deliver(message, seen[index], seconds);
    if (attempt !== undefined) this.#attempts.remember(attempt, now, taken);
  }

  /** Visible messages; in a FIFO queue those of each group up to the first that is not. */
  receivable(): ModelMessage[] {
    const blocked = new Set<string | undefined>();
    return this.messages.filter((each) => {
      if (!this.isVisible(each)) blocked.add(each.group);
      return this.fifo ? !blocked.has(each.group) : this.isVisible(each);
    });
  }

  isVisible({ visibleAt, receives, enqueuedAt }: ModelMessage): boolean {
    const delay = this.fifo && receives === 0 ? this.settings.delaySeconds * 1000 : 0;
    return Math.max(visibleAt, enqueuedAt + delay) <= this.now;
  }

  delete(handle: string, refusal: string | undefined, left: Departures): void {
    const message = this.handles.get(handle);
    if (message === undefined) return mustRefuse(refusal, NO_HANDLE);
    const isThere = this.messages.includes(message);
    // AWS does not say what becomes of a handle in a FIFO queue once its message is gone.
    if (this.fifo && !isThere && refusal === undefined) return;
    if (this.fifo && !this.#holds(message, handle)) return mustRefuse(refusal, "receipt handle has expired");
    must(refusal === undefined, `a handle of the queue deletes; it was refused: ${refusal}`);
    // Of an earlier handle AWS says that the message might not be deleted.
    if (message.handle === handle || left(message)) this.messages = this.messages.filter((each) => each !== message);
  }

  changeVisibility(handle: string, seconds: number, refusal: string | undefined): void {
    const message = this.handles.get(handle);
    if (message === undefined) return mustRefuse(refusal, NO_HANDLE);
    if (!this.messages.includes(message)) return mustRefuse(refusal, "not available for visibility timeout change");
    if (this.fifo && !this.#holds(message, handle)) return mustRefuse(refusal, "receipt handle has expired");
    const visibleAt = this.now + seconds * 1000;
    if (visibleAt - message.lastReceivedAt > TWELVE_HOURS) return mustRefuse(refusal, "is beyond the limit");
    // An earlier handle worked when it was recorded from AWS. Nothing promises it.
    if (refusal !== undefined && message.handle !== handle) return;
    must(refusal === undefined, `the latest handle changes visibility; it was refused: ${refusal}`);
    message.visibleAt = visibleAt;
  }

  /** Everything is gone, and so are the ids that were sent. */
  purge(refusal: string | undefined): void {
    if (this.now < this.#purgedAt + PURGE_INTERVAL) return mustRefuse(refusal, "is allowed every 60 seconds");
    must(refusal === undefined, `a purge is possible; it was refused: ${refusal}`);
    this.messages = [];
    this.#deduplication.forget();
    this.#purgedAt = this.now;
  }

  /**
   * Moves what can be received to another queue, where it is new: another id, never received, kept from now on. In a
   * FIFO queue its old id is its deduplication id; when it stands for a message there already, it arrives nowhere.
   * @param found what lies in the other queue afterwards
   * @returns how many arrived
   */
  moveTo(target: ModelQueue, found: readonly FoundMessage[]): number {
    const newcomers = found.filter(({ id }) => target.messages.every((each) => each.id !== id));
    const moved = this.receivable();
    this.messages = this.messages.filter((each) => !moved.includes(each));
    const arrived = moved.map((message) => {
      return newcomers.find(({ body, deduplicationId }) => {
        return body === message.body && deduplicationId === (this.fifo ? message.id : undefined);
      });
    });
    for (const [index, { id, group }] of moved.entries()) {
      const newcomer = arrived[index];
      must(this.fifo || newcomer !== undefined, `${id} is moved`);
      if (this.fifo) target.#deduplication.mustAllow({ group, id, now: this.now }, newcomer !== undefined);
      if (newcomer !== undefined) target.#add(newMessage(newcomer, this.now, this.now));
    }
    const count = arrived.filter(isPresent).length;
    must(count === newcomers.length, "nothing is moved that could not be received");
    return count;
  }

  #add(message: ModelMessage): void {
    this.messages.push(message);
    const { deduplicationId: id, group } = message;
    if (id !== undefined) this.#deduplication.bind({ group, id, now: this.now }, message);
  }

  /** A duplicate is answered as the message that it repeats, and is not one more. */
  #isDuplicate(group: string | undefined, id: string, answer: Pick<ModelMessage, "id" | "sequence">): boolean {
    const sent = { group, id, now: this.now };
    const original = this.#deduplication.boundTo(sent).find(({ message }) => message.id === answer.id)?.message;
    this.#deduplication.mustAllow(sent, original === undefined);
    if (original === undefined) return false;
    original.sequence ??= answer.sequence;
    must(original.sequence === answer.sequence, `a duplicate of ${id} has the same sequence number`);
    return true;
  }

  /** It was received as often as it may be: the next receive finds it in the dead-letter queue. */
  #isWorn(message: ModelMessage): boolean {
    return this.deadLetterQueue !== undefined && message.receives >= (this.settings.maxReceiveCount ?? Infinity);
  }

  /** A FIFO message is held by the handle of its latest receive, until its time is over. */
  #holds(message: ModelMessage, handle: string): boolean {
    return this.messages.includes(message) && message.handle === handle && message.visibleAt > this.now;
  }

  /** A standard message keeps its age. A FIFO message is kept anew, and stands for its own id. */
  #bury(message: ModelMessage): void {
    this.messages = this.messages.filter((each) => each !== message);
    const [enqueuedAt, deduplicationId] = this.fifo ? [this.now, message.id] : [message.enqueuedAt, undefined];
    const there = { sequence: undefined, handle: undefined, visibleAt: this.now, deadLetteredFrom: this.arn };
    const target = this.deadLetterQueue;
    if (target !== undefined) target.#add({ ...message, ...there, enqueuedAt, deduplicationId });
  }

  #deliver(message: ModelMessage, seen: SeenMessage | undefined, seconds: number): void {
    if (seen === undefined) return;
    must(!this.handles.has(seen.handle), "each receive gives a handle of its own");
    message.receives++;
    message.firstReceivedAt ??= this.now;
    message.lastReceivedAt = this.now;
    message.visibleAt = this.now + seconds * 1000;
    message.handle = seen.handle;
    this.handles.set(seen.handle, message);
    mustShow(message, seen, this.messages);
  }
}

/** One group after the other; of each all that can be received, in order, and only of the last as many as fit. */
function mustBeInOrder(receivable: ModelMessage[], taken: ModelMessage[], buried: ModelMessage[]): void {
  const groups = [...new Set(taken.map(({ group }) => group))];
  const inTurn = groups.flatMap((group) => receivable.filter((each) => each.group === group));
  const last = inTurn.findLastIndex((each) => taken.includes(each));
  const expected = inTurn.slice(0, last + 1).filter((each) => !buried.includes(each));
  const asExpected = expected.length === taken.length && expected.every((each, index) => each === taken[index]);
  must(asExpected, `groups keep their order: ${expected.map(({ body }) => body).join()}`);
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
