/** Logs of crash runs as tests tell them: calls that follow one another, or are under way at the same time. */
import type { Call, LogLine, QueueSettings, ReceivedMessage, SendEntry } from "./crash-log.ts";

const START = Date.UTC(2026, 0, 1);

const QUEUES: readonly QueueSettings[] = [
  { name: "plain", isFifo: false, redrive: { to: "plain-dead", maxReceiveCount: 2 } },
  { name: "ordered", isFifo: true, redrive: { to: "ordered-dead", maxReceiveCount: 2 } },
  { name: "plain-dead", isFifo: false },
  { name: "ordered-dead", isFifo: true },
];

/** A message by its one-letter name. Its id, and in a FIFO queue its number and deduplication id, follow from it. */
export interface Named {
  readonly name: string;
  /** How often it was received; once when absent. */
  readonly count?: number;
  /** When it is not the one that follows from the name. */
  readonly messageId?: string;
  readonly sequenceNumber?: string;
}

export class Story {
  readonly lines: LogLine[] = [{ type: "run", seed: 1, queues: QUEUES }];
  #at = START;
  #calls = 0;

  /** Lets time pass. */
  after(milliseconds: number): this {
    this.#at += milliseconds;
    return this;
  }

  killed(): this {
    this.lines.push({ type: "killed", at: this.#at });
    return this;
  }

  /** Begins a call, of which no answer has been seen yet. */
  begin(call: Call): number {
    const id = ++this.#calls;
    this.lines.push({ type: "call", id, at: this.#at, client: "c", call });
    return id;
  }

  lost(id: number): this {
    this.lines.push({ type: "lost", id, at: this.#at });
    return this;
  }

  refused(id: number, status = 400): this {
    this.lines.push({ type: "refused", id, at: this.#at, status, code: "No" });
    return this;
  }

  sent(id: number, messages: readonly Named[]): this {
    const results = messages.map(({ name, messageId = `id-${name}`, sequenceNumber = numberOf(name) }) => ({
      messageId,
      sequenceNumber,
    }));
    this.lines.push({ type: "results", id, at: this.#at, results });
    return this;
  }

  received(id: number, messages: readonly Named[]): this {
    this.lines.push({ type: "received", id, at: this.#at, messages: messages.map(receivedOf) });
    return this;
  }

  done(id: number): this {
    this.lines.push({ type: "results", id, at: this.#at, results: [{}] });
    return this;
  }

  /** A send that is acknowledged. */
  send(queue: string, ...messages: Named[]): this {
    return this.sent(this.begin(sendOf(queue, ...messages)), messages);
  }

  /** A receive that hides for a second. @returns its number */
  receive(queue: string, ...messages: Named[]): number {
    const id = this.begin(receiveOf(queue));
    this.received(id, messages);
    return id;
  }

  /** A deletion that is acknowledged. */
  delete(queue: string, receivedBy: number, name: string): this {
    return this.done(this.begin(deleteOf(queue, receivedBy, name)));
  }

  change(
    queue: string,
    receivedBy: number,
    { name, seconds }: { readonly name: string; readonly seconds: number },
  ): this {
    return this.done(this.begin(changeOf(queue, receivedBy, { name, seconds })));
  }

  /** Receives and deletes, as the drain does. */
  take(queue: string, ...messages: Named[]): this {
    const id = this.receive(queue, ...messages);
    for (const { name } of messages) this.delete(queue, id, name);
    return this;
  }

  end(): readonly LogLine[] {
    return [...this.lines, ...QUEUES.map(({ name }) => ({ type: "drained" as const, queue: name }))];
  }
}

export function sendOf(queue: string, ...messages: Named[]): Call {
  return { op: "send", queue, entries: messages.map(({ name }) => entryOf(queue, name)) };
}

export function receiveOf(queue: string): Call {
  return { op: "receive", queue, visibilitySeconds: 1 };
}

export function deleteOf(queue: string, receivedBy: number, name: string): Call {
  return { op: "delete", queue, handles: [{ messageId: `id-${name}`, receivedBy }] };
}

export function changeOf(
  queue: string,
  receivedBy: number,
  { name, seconds }: { readonly name: string; readonly seconds: number },
): Call {
  return { op: "change", queue, seconds, handles: [{ messageId: `id-${name}`, receivedBy }] };
}

function entryOf(queue: string, name: string): SendEntry {
  return queue === "ordered" ? { name, group: "g", deduplicationId: `once-${name}` } : { name };
}

function receivedOf({ name, count = 1, messageId, sequenceNumber }: Named): ReceivedMessage {
  return {
    messageId: messageId ?? `id-${name}`,
    name,
    receiveCount: count,
    group: "g",
    deduplicationId: `once-${name}`,
    sequenceNumber: sequenceNumber ?? numberOf(name),
  };
}

function numberOf(name: string): string {
  return String(name.charCodeAt(0)).padStart(20, "0");
}
