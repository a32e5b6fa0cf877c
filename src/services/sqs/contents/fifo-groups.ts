/**
 * FIFO groups: which of them can be received from, and in which order.
 *
 * A group has a turn while its first message can be received. New groups wait in the lane of sending, ordered by the
 * time of their first message, so that a queue's delay cuts that lane at one place. Groups that were received from wait
 * in the lane of rotation, behind all that had a turn before them. A receive therefore never looks at a blocked group,
 * nor at one that is farther back than a receive sees.
 */
import type { ReadScope } from "../../../platform/scope.ts";
import type { Queue } from "../queue/queue.ts";
import { groups, members, receipts, turns, type GroupTurn } from "../keyspaces.ts";
import { lineShelf, type MessageKey, parts } from "./message-key.ts";
import { expectUpkeep, type OpenQueue } from "./open-queue.ts";
import { fifoDelayMilliseconds } from "./retention.ts";
import type { Tally } from "./tally.ts";
import { isInView } from "./view.ts";

const SENDING_LANE = 0;
const ROTATION_LANE = 1;

/** A turn that has come. */
export interface Turn extends GroupTurn {
  readonly groupId: string;
  readonly lane: number;
}

/** Adds a message to the end of its group. */
export function joinGroup(open: OpenQueue, groupId: string, key: MessageKey): void {
  const { at, queue } = open;
  members.put(at.tx, [queue.contents, groupId, key.serial], key.enqueuedAt);
  if (groups.has(at.tx, [queue.contents, groupId])) return;
  if (!isInView(open.tally, key.serial)) return waitBehindView(open, groupId);
  giveTurn(open, groupId, { lane: SENDING_LANE, time: key.enqueuedAt, serial: key.serial });
}

/** Adds a message that was received in another queue: a delay is for new messages only. */
export function rejoinGroup(open: OpenQueue, groupId: string, key: MessageKey): void {
  const { at, queue } = open;
  members.put(at.tx, [queue.contents, groupId, key.serial], key.enqueuedAt);
  if (!groups.has(at.tx, [queue.contents, groupId])) refreshGroup(open, groupId);
}

/** Takes a message out of its group, whose turn is looked at when the queue is closed. */
export function leaveGroup(open: OpenQueue, groupId: string, serial: number): void {
  members.delete(open.at.tx, [open.queue.contents, groupId, serial]);
}

/** The first message of a group. */
export function headOf(open: OpenQueue, groupId: string): MessageKey | undefined {
  const { at, queue } = open;
  const head = members.first(at.tx, [queue.contents, groupId]);
  if (head === undefined) return undefined;
  return { shelf: lineShelf(queue.contents), enqueuedAt: head.value, serial: head.key[2] };
}

/**
 * Gives the group a turn, or takes it away, as its first message now demands.
 * @param requeue true after a receive from the group: it goes behind all others
 */
export function refreshGroup(open: OpenQueue, groupId: string, requeue = false): void {
  const { at, queue, tally } = open;
  const row = [queue.contents, groupId] as const;
  const known = groups.get(at.tx, row);
  const head = headOf(open, groupId);
  const receipt = head === undefined ? undefined : receipts.get(at.tx, parts(head));
  const isHidden = receipt?.hidden ?? false;
  const available = head !== undefined && !isHidden && isInView(tally, head.serial);
  if (known !== undefined && isInFlight(known)) tally.groupsInFlight--;
  if (known?.behindView) tally.groupsBehindView--;
  if (known?.lane !== undefined) {
    // In the lane of sending, the turn of a message that was received would wait for a delay that it does not have.
    const keepsTurn = receipt === undefined || known.lane === ROTATION_LANE;
    if (available && !requeue && keepsTurn) return;
    turns.delete(at.tx, [queue.contents, known.lane, known.time, known.serial]);
  }
  if (head === undefined) groups.delete(at.tx, row);
  else if (isHidden) {
    tally.groupsInFlight++;
    groups.put(at.tx, row, IN_FLIGHT);
  } else if (!available) waitBehindView(open, groupId);
  else if (receipt === undefined && head.enqueuedAt + fifoDelayMilliseconds(queue) > at.now) {
    giveTurn(open, groupId, { lane: SENDING_LANE, time: head.enqueuedAt, serial: head.serial });
  } else giveTurn(open, groupId, { lane: ROTATION_LANE, time: 0, serial: ++tally.serial });
}

/** Ends a turn in which the group's first message went out of sight. */
export function endTurn({ at, queue, tally }: OpenQueue, { groupId, lane, time, serial }: Turn): void {
  turns.delete(at.tx, [queue.contents, lane, time, serial]);
  groups.put(at.tx, [queue.contents, groupId], IN_FLIGHT);
  tally.groupsInFlight++;
}

/** The group whose turn is next, among those that have waited since `horizon` or longer. */
export function nextTurn({ at, queue, tally }: OpenQueue, horizon: number): Turn | undefined {
  const first = firstTurn(at, queue, tally);
  // Each turn of this lane has a higher number than those before it: what is gone from its start is never looked at again.
  if (first?.lane === ROTATION_LANE) tally.frontSerial = first.serial - 1;
  if (first === undefined || first.serial > horizon) return undefined;
  return first;
}

/** Whether a receive would find a group to look at. */
export function someGroupHasTurn(at: ReadScope, queue: Queue, tally: Readonly<Tally>): boolean {
  return firstTurn(at, queue, tally) !== undefined;
}

/** When the delay of the next group that has not had a turn yet is over; undefined when none waits for that. */
export function nextDelayEnd(at: ReadScope, queue: Queue): number | undefined {
  const delay = fifoDelayMilliseconds(queue);
  if (delay === 0) return undefined;
  const from: [number, number, number] = [queue.contents, SENDING_LANE, at.now - delay + 1];
  const turn = turns.first(at.tx, [queue.contents, SENDING_LANE], { from });
  return turn === undefined ? undefined : turn.key[2] + delay;
}

function firstTurn(at: ReadScope, queue: Queue, { frontSerial }: Readonly<Tally>): Turn | undefined {
  const delay = fifoDelayMilliseconds(queue);
  // Without a delay the whole lane has its turn: that it is empty, as it mostly is, is known without a look.
  const due = delay === 0 ? {} : { to: [queue.contents, SENDING_LANE, at.now - delay + 1] as const };
  const sent = turns.first(at.tx, [queue.contents, SENDING_LANE], due);
  const after = [queue.contents, ROTATION_LANE, 0, frontSerial] as const;
  const rotated = turns.first(at.tx, [queue.contents, ROTATION_LANE], { after });
  const first = sent === undefined || (rotated !== undefined && rotated.key[3] < sent.key[3]) ? rotated : sent;
  if (first === undefined) return undefined;
  const [, lane, time, serial] = first.key;
  return { groupId: first.value, lane, time, serial };
}

/** The first message is in flight. */
const IN_FLIGHT: GroupTurn = { time: 0, serial: 0 };
/** The first message can be received once it is in view. */
const BEHIND_VIEW: GroupTurn = { time: 0, serial: 0, behindView: true };

function isInFlight({ lane, behindView }: GroupTurn): boolean {
  return lane === undefined && behindView !== true;
}

function waitBehindView({ at, queue, tally }: OpenQueue, groupId: string): void {
  groups.put(at.tx, [queue.contents, groupId], BEHIND_VIEW);
  tally.groupsBehindView++;
}

function giveTurn(open: OpenQueue, groupId: string, turn: GroupTurn & { readonly lane: number }): void {
  const { at, queue } = open;
  groups.put(at.tx, [queue.contents, groupId], turn);
  turns.put(at.tx, [queue.contents, turn.lane, turn.time, turn.serial], groupId);
  const availableAt = turn.lane === SENDING_LANE ? turn.time + fifoDelayMilliseconds(queue) : at.now;
  if (availableAt > at.now) expectUpkeep(open, availableAt);
  else open.newlyAvailable++;
}
