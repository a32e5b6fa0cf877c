/**
 * The life of a replay: begun, and ended as completed or failed.
 *
 * A subscription that is active keeps receiving what is published; its replay ends where the archive ended when it
 * began. One that is new, or paused by the EndingPoint of the replay before, receives nothing beside its replay, which
 * goes on until it has caught up: so the order within a group holds from the first replayed message to the newest.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/message-archiving-and-replay-subscriber.html
 */
import { uuid } from "../../../kernel/random.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { endOfArchive } from "../archive/archive.ts";
import { tooManyReplays } from "../errors.ts";
import { replays, type RunningReplay } from "../keyspaces.ts";
import { REPLAYS_RUNNING_MAX } from "../limits.ts";
import { putSubscription, subscriptionsOf } from "../subscription/find-subscription.ts";
import { type StoredSubscription, subscriptionArn, type SubscriptionKey } from "../subscription/subscription.ts";
import type { StoredTopic } from "../topic/topic.ts";
import { REPLAY, type ReplayPayload } from "./replay-effect.ts";

/** Whether the subscription receives what is published now, rather than being paused or catching up. */
export function isActive(subscription: StoredSubscription): boolean {
  return subscription.replay?.active ?? true;
}

/**
 * A subscription that is about to be stored, with the replay that its policy asks for in place of the one that may run.
 * One that is not confirmed waits for that.
 * @throws ServiceError ReplayLimitExceeded
 */
export function withReplay(
  at: WriteScope,
  topic: StoredTopic,
  { subscription, active }: { readonly subscription: StoredSubscription; readonly active: boolean },
): StoredSubscription {
  const { replayPolicy: policy } = subscription.settings;
  replays.delete(at.tx, rowOf(subscription));
  if (policy === undefined) return { ...subscription, replay: undefined };
  const id = uuid(at.random);
  if (!subscription.confirmed) return { ...subscription, replay: { id, status: "Pending", active: false } };
  // The archive was there when the policy was set, and may be gone when the subscription is confirmed.
  if (topic.archive === undefined) {
    return { ...subscription, replay: { id, status: "Failed", active: policy.endsAt === undefined } };
  }
  checkLimit(at, subscription);
  const start = [policy.startsAt, 0] as const;
  const [archivedAt, serial] = endOfArchive(at, topic.archive.id) ?? start;
  const caughtUp = active ? ([archivedAt, serial + 1] as const) : undefined;
  const end = policy.endsAt === undefined ? caughtUp : ([policy.endsAt, 0] as const);
  replays.put(at.tx, rowOf(subscription), { id, archive: topic.archive.id, next: start, end });
  goOn(at, subscription, id);
  return { ...subscription, replay: { id, status: "Pending", active } };
}

/** The replay that an effect is about, if it still runs. */
export function runningReplay(at: WriteScope, { subscription, replay }: ReplayPayload): RunningReplay | undefined {
  const running = replays.get(at.tx, rowOf(subscription));
  return running?.id === replay ? running : undefined;
}

/** Notes how far a replay has come. */
export function putProgress(at: WriteScope, subscription: StoredSubscription, running: RunningReplay): void {
  replays.put(at.tx, rowOf(subscription), running);
  const { replay } = subscription;
  if (replay?.status !== "Pending") return;
  putSubscription(at, { ...subscription, replay: { ...replay, status: "In progress" } });
}

/** Sets the next batch in motion. */
export function goOn(at: WriteScope, { account, region, topic, id }: SubscriptionKey, replay: string): void {
  const payload: ReplayPayload = { subscription: { account, region, topic, id }, replay };
  at.effect({ kind: REPLAY, source: `${REPLAY}:${subscriptionArn(payload.subscription)}`, payload });
}

/** Ends a replay. With an EndingPoint the subscription is paused from now on, otherwise it is active. */
export function endReplay(at: WriteScope, subscription: StoredSubscription, failure?: string): void {
  const { replay, settings } = subscription;
  replays.delete(at.tx, rowOf(subscription));
  if (replay === undefined) return;
  const active = settings.replayPolicy?.endsAt === undefined;
  const status = failure === undefined ? "Completed" : "Failed";
  putSubscription(at, { ...subscription, replay: { ...replay, status, active } });
  const outcome = failure === undefined ? "ok" : "failed";
  at.record({ kind: "sns.replay", resource: subscriptionArn(subscription), outcome, reason: failure });
}

/** Ends the replays of a topic whose archive is given up: what they have not come to yet is gone. */
export function failReplays(at: WriteScope, topic: StoredTopic): void {
  for (const subscription of subscriptionsOf(at, topic)) {
    if (!replays.has(at.tx, rowOf(subscription))) continue;
    endReplay(at, subscription, "The archive of the topic was given up before the replay had come to its end.");
  }
}

/** https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html, ReplayLimitExceeded */
function checkLimit(at: WriteScope, { account, region }: SubscriptionKey): void {
  let running = 0;
  for (const _ of replays.keys(at.tx, [account, region], { limit: REPLAYS_RUNNING_MAX })) running++;
  if (running >= REPLAYS_RUNNING_MAX) throw tooManyReplays();
}

function rowOf({ account, region, topic, id }: SubscriptionKey): readonly [string, string, string, string] {
  return [account, region, topic, id];
}
