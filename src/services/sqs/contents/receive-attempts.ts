/**
 * ReceiveRequestAttemptId: a FIFO receive whose answer was lost can be repeated, and gets the same messages under the
 * same receipt handles, provided that nobody deleted one of them or changed its visibility since.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
import type { ReadScope } from "../../../platform/scope.ts";
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import { attempts, ends, messages, receipts } from "../keyspaces.ts";
import { DEDUPLICATION_UPKEEP_SLACK_MILLISECONDS, FIXED } from "../limits.ts";
import { RECEIVE_ATTEMPT_END } from "./deduplication.ts";
import { parts } from "./message-key.ts";
import { expectUpkeep, type OpenQueue } from "./open-queue.ts";
import type { ReceivePlan } from "./receive-plan.ts";
import type { TakenMessage } from "./take.ts";
import { changeVisibility } from "./visibility.ts";

/** What an earlier receive under the same attempt id returned, when it can be returned again. */
export function earlierAttempt(at: ReadScope, plan: ReceivePlan): readonly TakenMessage[] | undefined {
  const { attemptId, queue } = plan;
  if (attemptId === undefined) return undefined;
  const attempt = attempts.get(at.tx, [queue.contents, attemptId]);
  if (attempt === undefined || attempt.endsAt <= at.now) return undefined;
  const taken: TakenMessage[] = [];
  for (const { nonce, visibleAt, ...key } of attempt.received) {
    const message = messages.get(at.tx, parts(key));
    const receipt = receipts.get(at.tx, parts(key));
    if (message === undefined || receipt?.nonce !== nonce || receipt.visibleAt !== visibleAt) return undefined;
    taken.push({ key, message, receipt });
  }
  return taken;
}

/** Hides the messages of an earlier receive anew. */
export function repeatAttempt(
  open: OpenQueue,
  plan: ReceivePlan,
  earlier: readonly TakenMessage[],
): readonly TakenMessage[] {
  const seconds = plan.visibilityTimeoutSeconds;
  const visibleAt = open.at.now + seconds * SECOND_MILLISECONDS;
  return earlier.map(({ key, message, receipt }) => {
    changeVisibility(open, key, { receipt, seconds });
    return { key, message, receipt: { ...receipt, visibleAt, hidden: seconds > 0 } };
  });
}

/** Keeps what a receive returned for as long as it can be repeated. */
export function rememberAttempt(open: OpenQueue, plan: ReceivePlan, taken: readonly TakenMessage[]): void {
  const { at, queue } = open;
  const { attemptId } = plan;
  if (attemptId === undefined || taken.length === 0) return;
  const endsAt = at.now + FIXED.receiveAttemptMilliseconds;
  const received = taken.map(({ key, receipt }) => ({
    ...key,
    nonce: receipt.nonce,
    visibleAt: receipt.visibleAt,
  }));
  attempts.put(at.tx, [queue.contents, attemptId], { endsAt, received });
  ends.put(at.tx, [queue.contents, endsAt, RECEIVE_ATTEMPT_END, "", attemptId], null);
  expectUpkeep(open, endsAt + DEDUPLICATION_UPKEEP_SLACK_MILLISECONDS);
}
