/** What SQS stores: key order and value of every kind of row. */
import { number, text } from "../../store/key.ts";
import { keyspace } from "../../store/keyspace.ts";
import { nothing, record } from "../../store/value-codec.ts";
import { hiddenCodec, receiptCodec } from "./contents/receipt.ts";
import { tallyCodec } from "./contents/tally.ts";
import { tenantCodec } from "./contents/tenant.ts";
import { messageCodec } from "./message/stored-message.ts";
import type { StoredQueue } from "./queue/queue.ts";

/** Queues: account, region, name. */
export const queues = keyspace("sqs/queues", { key: [text, text, text], value: record<StoredQueue>() });

/** When a queue of this name was deleted, while the name is blocked: account, region, name. */
export const deletedNames = keyspace("sqs/deleted-names", { key: [text, text, text], value: record<number>() });

/** The next number of something, by what it numbers. */
export const numbers = keyspace("sqs/numbers", { key: [text], value: record<number>() });

/** Counters of one queue's contents: contents. */
export const tallies = keyspace("sqs/tallies", { key: [number], value: tallyCodec });

/** Messages, bodies included; nothing else holds a body: shelf, time of enqueuing, serial number. */
export const messages = keyspace("sqs/messages", { key: [number, number, number], value: messageCodec });

/** What happened to a message since it was sent; none for one that just waits in line: the message's key. */
export const receipts = keyspace("sqs/receipts", { key: [number, number, number], value: receiptCodec });

/** Messages that are in flight or delayed, by when that ends: contents, end, and the message's key. */
export const hidden = keyspace("sqs/hidden", { key: [number, number, number, number, number], value: hiddenCodec });

/** Messages of standard queues that are visible and not in line: contents, time of enqueuing, serial number, shelf. */
export const ready = keyspace("sqs/ready", { key: [number, number, number, number], value: nothing });

/** Fair queues: the tenants that have messages in a standard queue: contents, group. */
export const tenants = keyspace("sqs/tenants", { key: [number, text], value: tenantCodec });

/** Fair queues: the visible messages of each tenant in order: contents, group, time of enqueuing, serial number. */
export const tenantMessages = keyspace("sqs/tenant-messages", {
  key: [number, text, number, number],
  value: nothing,
});

/** Fair queues: tenants with visible messages in the order of their turns: contents, lane, position, serial number. */
export const tenantTurns = keyspace("sqs/tenant-turns", {
  key: [number, number, number, number],
  value: record<string>(),
});

/** FIFO: the messages of each group in order, with their times of enqueuing: contents, group, serial number. */
export const members = keyspace("sqs/members", { key: [number, text, number], value: record<number>() });

/** FIFO: groups that have messages, and where each of them waits for its turn: contents, group. */
export const groups = keyspace("sqs/groups", { key: [number, text], value: record<GroupTurn>() });

/** FIFO: groups whose first message can be received, in the order of their turns: contents, lane, time, serial number. */
export const turns = keyspace("sqs/turns", { key: [number, number, number, number], value: record<string>() });

/** FIFO: what was sent under a deduplication id: contents, group or nothing, id. */
export const deduplication = keyspace("sqs/deduplication", {
  key: [number, text, text],
  value: record<DeduplicationBinding>(),
});

/** FIFO: what a receive with an attempt id returned: contents, attempt id. */
export const attempts = keyspace("sqs/receive-attempts", { key: [number, text], value: record<ReceiveAttempt>() });

/** FIFO: ends of deduplication ids (kind 0) and receive attempts (kind 1): contents, end, kind, group or nothing, id. */
export const ends = keyspace("sqs/ends", { key: [number, number, number, text, text], value: nothing });

/** Contents that nothing refers to any more, to be cleared away: contents. */
export const garbage = keyspace("sqs/garbage", { key: [number], value: nothing });

/** Message move tasks: account, region, source queue, start, task id. */
export const moveTasks = keyspace("sqs/move-tasks", {
  key: [text, text, text, number, text],
  value: record<MoveTask>(),
});

/** Where a FIFO group stands. */
export interface GroupTurn {
  /** Which lane it waits in; undefined while its first message cannot be received. */
  readonly lane?: number;
  /** Its first message is not in flight, but farther back than a receive sees. */
  readonly behindView?: boolean;
  readonly time: number;
  readonly serial: number;
}

/** What a deduplication id stands for. */
export interface DeduplicationBinding {
  readonly messageId: string;
  readonly serial: number;
  /** The id is free again from this time on. */
  readonly endsAt: number;
}

/** What a receive returned, for a retry under the same attempt id. */
export interface ReceiveAttempt {
  readonly endsAt: number;
  readonly received: readonly ReceivedKey[];
}

/** A message as one receive left it. */
export interface ReceivedKey {
  readonly shelf: number;
  readonly enqueuedAt: number;
  readonly serial: number;
  readonly nonce: number;
  /** Until when this receive hid the message: another value now means that its visibility was changed. */
  readonly visibleAt: number;
}

/** A message move task as it is kept. */
export interface MoveTask {
  readonly taskId: string;
  readonly status: "RUNNING" | "COMPLETED" | "CANCELLING" | "CANCELLED" | "FAILED";
  readonly sourceArn: string;
  readonly destinationArn?: string;
  readonly messagesPerSecond?: number;
  readonly startedAt: number;
  readonly moved: number;
  readonly toMove: number;
  readonly failureReason?: string;
  /** The lineage record of the request that started the task. */
  readonly cause: string;
}
