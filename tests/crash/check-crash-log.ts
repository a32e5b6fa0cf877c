/** The rules that a queue keeps however often its server is killed, applied to the log of a run. */
import type { LogLine } from "./crash-log.ts";
import { disorderedDeliveries, disorderedNumbers, forgottenDeduplication } from "./fifo-rules.ts";
import { type History, readHistory } from "./history.ts";
import {
  deliveredTwice,
  doubledMessages,
  inventedMessages,
  lostMessages,
  miscountedReceives,
  undeletedMessages,
  undrainedQueues,
  wronglyDeadLettered,
} from "./message-rules.ts";
import type { Counts, Findings } from "./report.ts";

/** Each rule finds where it was broken. */
const RULES: Readonly<Record<string, (history: History) => readonly string[]>> = {
  "no queue is left full": undrainedQueues,
  "no acknowledged message is lost": lostMessages,
  "no message comes from nowhere": inventedMessages,
  "no send makes two messages": doubledMessages,
  "no message is delivered while it is hidden": deliveredTwice,
  "no deleted message comes back": undeletedMessages,
  "no receive is forgotten": miscountedReceives,
  "no message is dead-lettered against its policy": wronglyDeadLettered,
  "no sequence number is out of order": disorderedNumbers,
  "no group is out of order": disorderedDeliveries,
  "no deduplication is forgotten": forgottenDeduplication,
  "no answer is a fault": ({ faults }) =>
    faults.map(({ line, status, code }) => `line ${line + 1} was answered ${status} ${code}`),
};

export function checkCrashLog(lines: readonly LogLine[]): Findings {
  const history = readHistory(lines);
  const violations = Object.entries(RULES).flatMap(([rule, find]) => find(history).map((what) => ({ rule, what })));
  return { violations, counts: countsOf(history) };
}

function countsOf({ sends, deliveries, lostReceives, messages, kills, queues }: History): Counts {
  const every = [...messages.values()].flatMap((ofQueue) => [...ofQueue.values()]);
  const acts = every.flatMap(({ deletions, changes }) => [...deletions, ...changes]);
  const dead = new Set([...queues.values()].flatMap(({ redrive }) => redrive?.to ?? []));
  const identified = sends.filter(
    ({ deduplicationId, end }) => deduplicationId !== undefined && end === "acknowledged",
  );
  return {
    kills: kills.length,
    "messages acknowledged": sends.filter(({ end }) => end === "acknowledged").length,
    "sends without an answer": sends.filter(({ end }) => end === "lost").length,
    "sends deduplicated": identified.length - new Set(identified.map(({ messageId }) => messageId)).size,
    deliveries: deliveries.length,
    "receives without an answer": [...lostReceives.values()].flat().length,
    "deletions acknowledged": every.flatMap(({ deletions }) => deletions).filter(({ isLost }) => !isLost).length,
    "changes of visibility": every.flatMap(({ changes }) => changes).length,
    "deletions and changes without an answer": acts.filter(({ isLost }) => isLost).length,
    "dead letters": every.filter(({ queue }) => dead.has(queue.name)).length,
  };
}
