/** The log of a crash run: what clients were about to call, and what was answered. It is all that the checker knows. */
import { openSync, readFileSync, writeSync } from "node:fs";

/** A queue as the run made it. */
export interface QueueSettings {
  readonly name: string;
  readonly isFifo: boolean;
  /** Where messages go that were received so often. */
  readonly redrive?: { readonly to: string; readonly maxReceiveCount: number };
}

/** A message as its sender names it. The name is its body. */
export interface SendEntry {
  readonly name: string;
  readonly delaySeconds?: number;
  readonly group?: string;
  readonly deduplicationId?: string;
}

/** A message by the receive that gave it out: the number of that call stands for the receipt handle. */
export interface Handle {
  readonly messageId: string;
  readonly receivedBy: number;
}

/** What a client is about to ask. */
export type Call =
  | { readonly op: "send"; readonly queue: string; readonly entries: readonly SendEntry[] }
  | { readonly op: "receive"; readonly queue: string; readonly visibilitySeconds: number }
  | { readonly op: "delete"; readonly queue: string; readonly handles: readonly Handle[] }
  | { readonly op: "change"; readonly queue: string; readonly handles: readonly Handle[]; readonly seconds: number };

/** What became of one entry of a call. */
export interface EntryResult {
  /** Why the entry was refused; absent when it was accepted. */
  readonly refused?: string;
  readonly messageId?: string;
  readonly sequenceNumber?: string;
}

/** A message that a receive gave out. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly name: string;
  readonly receiveCount: number;
  readonly group?: string;
  readonly deduplicationId?: string;
  readonly sequenceNumber?: string;
}

/** One line. `at` is in milliseconds since the epoch, `id` ties an end to its call. */
export type LogLine =
  | { readonly type: "run"; readonly seed: number; readonly queues: readonly QueueSettings[] }
  | { readonly type: "call"; readonly id: number; readonly at: number; readonly client: string; readonly call: Call }
  | { readonly type: "results"; readonly id: number; readonly at: number; readonly results: readonly EntryResult[] }
  | {
      readonly type: "received";
      readonly id: number;
      readonly at: number;
      readonly messages: readonly ReceivedMessage[];
    }
  | {
      readonly type: "refused";
      readonly id: number;
      readonly at: number;
      readonly status: number;
      readonly code: string;
    }
  /** No answer was seen, and the server that was asked is gone: the call had its effect before this line, or never. */
  | { readonly type: "lost"; readonly id: number; readonly at: number }
  | { readonly type: "killed"; readonly at: number }
  /** A receive found nothing, and the queue says that it holds nothing. */
  | { readonly type: "drained"; readonly queue: string };

/** Writes lines as they happen; it outlives every server. */
export class CrashLog<Line = LogLine> {
  readonly path: string;
  readonly #descriptor: number;

  constructor(path: string) {
    this.path = path;
    this.#descriptor = openSync(path, "w");
  }

  write(line: Line): void {
    writeSync(this.#descriptor, `${JSON.stringify(line)}\n`);
  }
}

export function readCrashLog<Line>(path: string): Line[] {
  const lines = readFileSync(path, "utf8").split("\n");
  // Our own lines, as they were written above.
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Line);
}
