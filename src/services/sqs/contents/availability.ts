/** The cheap question before each receive: is there anything that a write would have to look at? */
import type { ReadScope } from "../../../platform/scope.ts";
import { hidden } from "../keyspaces.ts";
import type { Queue } from "../queue/queue.ts";
import { limitsOf } from "../settings.ts";
import { alarms } from "./alarms.ts";
import { someGroupHasTurn } from "./fifo-groups.ts";
import { readTally } from "./open-queue.ts";
import { lineHasMessages } from "./line.ts";
import { someSecondDelivery } from "./second-delivery.ts";
import { someTenantHasTurn } from "./tenants.ts";

/** `full`: so many messages are in flight that none is given out. */
export type Availability = "something" | "nothing" | "full";

/** Whether a receive can make progress: when it says so and the write finds no message, it has at least cleared rows away. */
export function receivable(at: ReadScope, queue: Queue): Availability {
  const counted = countedReceivable(at, queue);
  if (counted !== "perhaps") return counted;
  return someIsNext(at, queue) || someSecondDelivery(at, queue) ? "something" : "nothing";
}

/** The same for a move task, which takes messages out of the queue however many are in flight. */
export function movable(at: ReadScope, queue: Queue): boolean {
  const counted = countedAvailability(at, queue);
  return counted === "something" || (counted !== "nothing" && someIsNext(at, queue));
}

function someIsNext(at: ReadScope, queue: Queue): boolean {
  const tally = readTally(at, queue);
  if (queue.fifo) return someGroupHasTurn(at, queue, tally);
  return (tally.inGroups > 0 && someTenantHasTurn(at, queue)) || lineHasMessages(at, queue, tally);
}

/** What the counters say of a receive: `perhaps` when some message is visible, which may be behind others or expired. */
export function countedReceivable(at: ReadScope, queue: Queue): Availability | "perhaps" {
  const counted = countedAvailability(at, queue);
  return counted === "nothing" && someSecondDelivery(at, queue) ? "something" : counted;
}

function countedAvailability(at: ReadScope, queue: Queue): Availability | "perhaps" {
  const tally = readTally(at, queue);
  const due = !at.local(alarms).quietUntilAfter(queue.id, at.now) && hasDue(at, queue);
  if (due) return "something";
  if (tally.inFlight >= limitsOf(at).inFlightMessages) return "full";
  return tally.visible <= 0 ? "nothing" : "perhaps";
}

function hasDue(at: ReadScope, queue: Queue): boolean {
  return hidden.first(at.tx, [queue.contents], { to: [queue.contents, at.now + 1] }) !== undefined;
}
