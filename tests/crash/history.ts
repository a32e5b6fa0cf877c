/** The log of a crash run as what happened to each message, with what is certain about when. */
import type { Call, EntryResult, Handle, LogLine, QueueSettings, ReceivedMessage, SendEntry } from "./crash-log.ts";

/**
 * From when to when a call was under way. The server did what it did at one moment in between, if at all: lines of the
 * log tell what came first, milliseconds how long things lasted.
 */
export interface Span {
  readonly id: number;
  readonly calledLine: number;
  readonly calledAt: number;
  readonly endedLine: number;
  readonly endedAt: number;
}

/** A call that was lost may have had its effect; one that was refused had none. */
export type End = "acknowledged" | "refused" | "lost";

export interface Send extends SendEntry {
  readonly queue: string;
  readonly span: Span;
  readonly end: End;
  readonly messageId: string | undefined;
  readonly sequenceNumber: string | undefined;
}

export interface Receive {
  readonly queue: string;
  readonly span: Span;
  readonly isLost: boolean;
  readonly visibilitySeconds: number;
}

export interface Delivery extends ReceivedMessage {
  readonly queue: string;
  readonly receive: Receive;
  /** Which of the messages of its receive it is. */
  readonly position: number;
}

/** A deletion or a change of visibility that may have had an effect. */
export interface Act {
  readonly span: Span;
  readonly isLost: boolean;
  readonly receivedBy: number;
  /** Of a change of visibility. */
  readonly seconds: number;
}

/** What is known of one message in one queue. */
export interface MessageHistory {
  readonly queue: QueueSettings;
  readonly messageId: string;
  readonly deliveries: Delivery[];
  readonly deletions: Act[];
  readonly changes: Act[];
}

export interface History {
  readonly seed: number;
  readonly queues: ReadonlyMap<string, QueueSettings>;
  readonly sends: Send[];
  /** Those that may have taken messages of which nobody heard, by queue. */
  readonly lostReceives: ReadonlyMap<string, readonly Receive[]>;
  readonly deliveries: Delivery[];
  /** By queue, then by message id. */
  readonly messages: ReadonlyMap<string, ReadonlyMap<string, MessageHistory>>;
  readonly kills: number[];
  /** The last line of each queue that says that it is empty. */
  readonly drained: ReadonlyMap<string, number>;
  /** Answers that no client provoked. */
  readonly faults: { readonly line: number; readonly status: number; readonly code: string }[];
}

export const isBefore = (one: Span, other: Span): boolean => one.endedLine < other.calledLine;

export function readHistory(lines: readonly LogLine[]): History {
  const reader = new HistoryReader();
  for (const [line, content] of lines.entries()) reader.read(content, line);
  return reader.finish();
}

interface OpenCall {
  readonly call: Call;
  readonly id: number;
  readonly calledLine: number;
  readonly calledAt: number;
}

class HistoryReader {
  readonly #open = new Map<number, OpenCall>();
  readonly #messages = new Map<string, Map<string, MessageHistory>>();
  readonly #queues = new Map<string, QueueSettings>();
  readonly #drained = new Map<string, number>();
  readonly #lostReceives = new Map<string, readonly Receive[]>();
  readonly #history = {
    seed: 0,
    sends: [] as Send[],
    deliveries: [] as Delivery[],
    kills: [] as number[],
    faults: [] as { line: number; status: number; code: string }[],
  };

  read(content: LogLine, line: number): void {
    switch (content.type) {
      case "run":
        this.#history.seed = content.seed;
        for (const queue of content.queues) this.#queues.set(queue.name, queue);
        break;
      case "call":
        this.#open.set(content.id, {
          call: content.call,
          id: content.id,
          calledLine: line,
          calledAt: content.at,
        });
        break;
      case "killed":
        this.#history.kills.push(line);
        break;
      case "drained":
        this.#drained.set(content.queue, line);
        break;
      default:
        this.#end(content, line);
    }
  }

  finish(): History {
    // What was under way when the log broke off may have had its effect at any time.
    for (const { id } of this.#open.values()) this.#end({ type: "lost", id, at: Infinity }, Infinity);
    return {
      ...this.#history,
      queues: this.#queues,
      messages: this.#messages,
      drained: this.#drained,
      lostReceives: this.#lostReceives,
    };
  }

  #end(content: Extract<LogLine, { readonly id: number; readonly at: number }>, line: number): void {
    const open = this.#open.get(content.id);
    if (open === undefined) throw new Error(`line ${line + 1} of the log ends a call that it does not tell of`);
    this.#open.delete(content.id);
    const { call, ...begun } = open;
    const span: Span = { ...begun, endedLine: line, endedAt: content.at };
    if (content.type === "refused" && content.status >= 500) this.#history.faults.push({ ...content, line });
    const isLost = content.type === "lost";
    if (call.op === "receive") {
      const receive: Receive = { queue: call.queue, span, isLost, visibilitySeconds: call.visibilitySeconds };
      if (isLost) this.#lostReceives.set(call.queue, [...(this.#lostReceives.get(call.queue) ?? []), receive]);
      if (content.type === "received") this.#deliver(receive, content.messages);
      return;
    }
    const results = content.type === "results" ? content.results : [];
    const endOf = (index: number): End => {
      if (isLost) return "lost";
      const result = results[index];
      return result === undefined || result.refused !== undefined ? "refused" : "acknowledged";
    };
    if (call.op === "send") this.#send(call, span, { results, endOf });
    else for (const [index, handle] of call.handles.entries()) this.#act(call, handle, { span, end: endOf(index) });
  }

  #send(
    { queue, entries }: Extract<Call, { op: "send" }>,
    span: Span,
    { results, endOf }: { readonly results: readonly EntryResult[]; readonly endOf: (index: number) => End },
  ): void {
    for (const [index, entry] of entries.entries()) {
      const { messageId, sequenceNumber } = results[index] ?? {};
      this.#history.sends.push({ ...entry, queue, span, end: endOf(index), messageId, sequenceNumber });
    }
  }

  #act(call: Call, { messageId, receivedBy }: Handle, { span, end }: { readonly span: Span; readonly end: End }): void {
    if (end === "refused") return;
    const message = this.#messageOf(call.queue, messageId);
    const act = { span, isLost: end === "lost", receivedBy, seconds: call.op === "change" ? call.seconds : 0 };
    (call.op === "delete" ? message.deletions : message.changes).push(act);
  }

  #deliver(receive: Receive, messages: readonly ReceivedMessage[]): void {
    for (const [position, message] of messages.entries()) {
      const delivery: Delivery = { ...message, queue: receive.queue, receive, position };
      this.#history.deliveries.push(delivery);
      this.#messageOf(receive.queue, message.messageId).deliveries.push(delivery);
    }
  }

  #messageOf(queueName: string, messageId: string): MessageHistory {
    const queue = this.#queues.get(queueName);
    if (queue === undefined) throw new Error(`the log does not tell of a queue ${queueName}`);
    const ofQueue = this.#messages.get(queueName) ?? new Map<string, MessageHistory>();
    this.#messages.set(queueName, ofQueue);
    const known = ofQueue.get(messageId);
    if (known !== undefined) return known;
    const made: MessageHistory = { queue, messageId, deliveries: [], deletions: [], changes: [] };
    ofQueue.set(messageId, made);
    return made;
  }
}
