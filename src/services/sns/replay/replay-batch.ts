/**
 * One step of a replay: a batch of archived messages becomes deliveries, in one write.
 *
 * The next batch begins when the last delivery of this one has ended, however it ended. So a queue that is down holds
 * up its replay, and never gathers the deliveries of a whole archive.
 */
import type { EffectRetry } from "../../../platform/effects/effect.ts";
import type { AsyncScope, WriteScope } from "../../../platform/scope.ts";
import type { KeyspaceEntry } from "../../../store/keyspace.ts";
import { DELIVER, type DeliverPayload, deliverySource } from "../delivery/deliver-payload.ts";
import { filterVerdict } from "../filter/filter-verdict.ts";
import { messageView } from "../filter/message-view.ts";
import { archivedMessages, replayedMessages, type RunningReplay } from "../keyspaces.ts";
import { REPLAY_BATCH_BYTES, REPLAY_BATCH_MESSAGES } from "../limits.ts";
import type { PublishedMessage } from "../message/published-message.ts";
import { recordFilteredOut } from "../message/record-filtered-out.ts";
import { filteredOut } from "../metrics.ts";
import { contentKey } from "../subscription/content-key.ts";
import { findSubscription } from "../subscription/find-subscription.ts";
import { listenerOf } from "../subscription/listener.ts";
import { type StoredSubscription, topicKeyOf } from "../subscription/subscription.ts";
import type { ReplayPayload } from "./replay-effect.ts";
import { endReplay, goOn, putProgress, runningReplay } from "./replay.ts";

/** The effect handler. Each step is one write that moves the replay on, so that a crash replays nothing twice. */
export async function replay(payload: ReplayPayload, scope: AsyncScope): Promise<EffectRetry | undefined> {
  const at = scope.within({ account: payload.subscription.account });
  const goesOnAtOnce = await at.write((writing) => replayBatch(writing, payload));
  return goesOnAtOnce ? { retryAt: at.clock.now() } : undefined;
}

/** A replayed delivery has ended. The last one of a batch sets the next batch in motion. */
export function dropReplayed(at: WriteScope, payload: ReplayPayload, messageId: string): void {
  const { subscription, replay: id } = payload;
  if (!replayedMessages.has(at.tx, [id, messageId])) return;
  replayedMessages.delete(at.tx, [id, messageId]);
  for (const _ of replayedMessages.keys(at.tx, [id], { limit: 1 })) return;
  goOn(at, subscription, id);
}

/** @returns whether the next batch is due at once, since nothing of this one is on its way */
function replayBatch(at: WriteScope, payload: ReplayPayload): boolean {
  const subscription = findSubscription(at, payload.subscription);
  const running = runningReplay(at, payload);
  // Cancelled, replaced, failed or unsubscribed in the meantime.
  if (subscription === undefined || running === undefined) return false;
  let { next } = running;
  let bytes = 0;
  let delivered = 0;
  for (const { key, value: message } of batchOf(at, running)) {
    const [, archivedAt, serial] = key;
    next = [archivedAt, serial + 1];
    if (isWanted(at, subscription, message)) {
      deliver(at, payload, message);
      delivered++;
    }
    bytes += message.sizeBytes;
    if (bytes >= REPLAY_BATCH_BYTES) break;
  }
  if (next === running.next) {
    endReplay(at, subscription);
    return false;
  }
  putProgress(at, subscription, { ...running, next });
  return delivered === 0;
}

function batchOf(
  at: WriteScope,
  { archive, next, end }: RunningReplay,
): Iterable<KeyspaceEntry<readonly [string, number, number], PublishedMessage>> {
  return archivedMessages.range(at.tx, [archive], {
    from: [archive, ...next],
    ...(end === undefined ? {} : { to: [archive, ...end] as const }),
    limit: REPLAY_BATCH_MESSAGES,
  });
}

/** The filter policy that the subscription has now decides. */
function isWanted(at: WriteScope, subscription: StoredSubscription, message: PublishedMessage): boolean {
  const { filterPolicy, arn } = listenerOf(at, subscription);
  if (filterPolicy === undefined) return true;
  const verdict = filterVerdict(filterPolicy, messageView(message), contentKey(subscription));
  if (verdict === undefined) return true;
  recordFilteredOut(at, { all: [arn] }, { message, verdict });
  filteredOut(at, topicKeyOf(subscription), { counter: verdict.counter, count: 1 });
  return false;
}

function deliver(at: WriteScope, { subscription, replay: id }: ReplayPayload, message: PublishedMessage): void {
  const { messageId } = message;
  replayedMessages.put(at.tx, [id, messageId], { ...message, replayed: true });
  const payload: DeliverPayload = { subscription, message: messageId, replay: id };
  at.effect({ kind: DELIVER, source: deliverySource(DELIVER, subscription, message), payload });
}
