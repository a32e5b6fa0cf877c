/**
 * The archive of a FIFO topic: one copy of each message, kept for as long as the topic's policy says.
 * @see https://docs.aws.amazon.com/sns/latest/dg/message-archiving-and-replay-topic-owner.html
 */
import { uuid } from "../../../kernel/random.ts";
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import type { TimerHandler } from "../../../platform/timers/timer-handler.ts";
import { archivedMessages } from "../keyspaces.ts";
import { ARCHIVE_EXPIRED_PER_WRITE, ARCHIVE_EXPIRY_MILLISECONDS } from "../limits.ts";
import { serialOf } from "../message/deduplicate.ts";
import type { PublishedMessage } from "../message/published-message.ts";
import { emit } from "../metrics.ts";
import { findTopic } from "../topic/find-topic.ts";
import type { StoredTopic, TopicKey } from "../topic/topic.ts";
import { type ArchivePolicy, retentionMilliseconds } from "./archive-policy.ts";

export const EXPIRE_ARCHIVE = "sns.expire-archive";

/** What a timer looks after: the archive of a topic, which may no longer be the topic's. */
interface ArchivePlace {
  readonly topic: TopicKey;
  readonly archive: string;
}

/** The topic with the archive that its settings ask for: begun, kept or given up. `before` is the policy until now. */
export function withArchive(at: WriteScope, topic: StoredTopic, before: ArchivePolicy | undefined): StoredTopic {
  const { archive } = topic;
  const policy = topic.settings.archivePolicy;
  if (policy === undefined) {
    // Giving an archive up drops all that is in it: the timer finds that it is the topic's no longer.
    if (archive !== undefined) expireAt(at, { topic: keyOf(topic), archive: archive.id }, at.now);
    return { ...topic, archive: undefined };
  }
  if (archive === undefined) {
    const id = uuid(at.random);
    expireAt(at, { topic: keyOf(topic), archive: id }, at.now + retentionMilliseconds(policy));
    return { ...topic, archive: { id, beginsAt: at.now } };
  }
  if (before === undefined || before.retentionDays === policy.retentionDays) return topic;
  expireAt(at, { topic: keyOf(topic), archive: archive.id }, at.now);
  // What the shorter time has dropped already does not come back with a longer one.
  return {
    ...topic,
    archive: { ...archive, beginsAt: Math.max(archive.beginsAt, at.now - retentionMilliseconds(before)) },
  };
}

/** The earliest time that can be replayed from: what was published before is not in the archive, or no longer. */
export function beginningArchiveTime(topic: StoredTopic, now: number): number | undefined {
  const policy = topic.settings.archivePolicy;
  if (policy === undefined || topic.archive === undefined) return undefined;
  return Math.max(topic.archive.beginsAt, now - retentionMilliseconds(policy));
}

/** Keeps a message of a topic that has an archive. */
export function keepInArchive(at: WriteScope, topic: StoredTopic, message: PublishedMessage): void {
  if (topic.archive === undefined) return;
  const { id } = topic.archive;
  // The order of publication holds in the archive also where the clock was set back.
  const archivedAt = Math.max(message.publishedAt, endOfArchive(at, id)?.[0] ?? 0);
  archivedMessages.put(at.tx, [id, archivedAt, serialOf(message.sequenceNumber)], message);
  emit(at, topic, { NumberOfMessagesArchiveProcessing: 1, NumberOfBytesArchiveProcessing: message.sizeBytes });
}

/** Where the newest message of an archive is; undefined when it is empty. */
export function endOfArchive(
  at: ReadScope,
  archive: string,
): readonly [archivedAt: number, serial: number] | undefined {
  for (const [, archivedAt, serial] of archivedMessages.keys(at.tx, [archive], { reverse: true, limit: 1 })) {
    return [archivedAt, serial];
  }
  return undefined;
}

/** Drops a batch of what is past its time, or of an archive that was given up, and comes again for the next. */
export const expireArchive: TimerHandler = (place: ArchivePlace, at) => {
  const topic = findTopic(at, place.topic);
  const policy = topic?.archive?.id === place.archive ? topic.settings.archivePolicy : undefined;
  const end = policy === undefined ? {} : { to: [place.archive, at.now - retentionMilliseconds(policy)] as const };
  let dropped = 0;
  for (const key of archivedMessages.keys(at.tx, [place.archive], { ...end, limit: ARCHIVE_EXPIRED_PER_WRITE })) {
    archivedMessages.delete(at.tx, key);
    dropped++;
  }
  if (dropped === ARCHIVE_EXPIRED_PER_WRITE) expireAt(at, place, at.now);
  else if (policy !== undefined) expireAt(at, place, nextExpiryAt(at, place.archive, policy));
};

/** One millisecond after the oldest message's time; what has just expired waits a little, so that one turn takes more. */
function nextExpiryAt(at: ReadScope, archive: string, policy: ArchivePolicy): number {
  for (const [, archivedAt] of archivedMessages.keys(at.tx, [archive], { limit: 1 })) {
    return Math.max(archivedAt + retentionMilliseconds(policy) + 1, at.now + ARCHIVE_EXPIRY_MILLISECONDS);
  }
  return at.now + retentionMilliseconds(policy);
}

function expireAt(at: WriteScope, place: ArchivePlace, dueAt: number): void {
  at.setTimer({ id: `${EXPIRE_ARCHIVE}:${place.archive}`, kind: EXPIRE_ARCHIVE, dueAt, payload: place });
}

function keyOf({ account, region, name }: TopicKey): TopicKey {
  return { account, region, name };
}
