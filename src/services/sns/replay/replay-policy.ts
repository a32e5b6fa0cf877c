/**
 * The ReplayPolicy of a subscription: from when to when archived messages are delivered again.
 * @see https://docs.aws.amazon.com/sns/latest/dg/message-archiving-and-replay-subscriber.html
 */
import { beginningArchiveTime } from "../archive/archive.ts";
import type { ReplayPolicy } from "../subscription/subscription.ts";
import type { StoredTopic } from "../topic/topic.ts";

/** Why a policy is refused: a sentence in words that were measured. */
export class ReplayPolicyRefusal extends Error {
  override readonly name = "ReplayPolicyRefusal";
}

/** Reads a policy for a FIFO topic; nothing and `{}` stand for none. @throws ReplayPolicyRefusal */
export function parseReplayPolicy(text: string, topic: StoredTopic, now: number): ReplayPolicy | undefined {
  if (text === "") return undefined;
  const members = membersOf(text);
  if (Object.keys(members).length === 0) return undefined;
  const { PointType, StartingPoint, EndingPoint, ...others } = members;
  if (PointType === undefined || StartingPoint === undefined) {
    throw new ReplayPolicyRefusal("JSON is missing required fields");
  }
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) throw new ReplayPolicyRefusal(`Unexpected JSON member: ${unknown}`);
  if (PointType !== "Timestamp") throw new ReplayPolicyRefusal("Invalid PointType");
  const beginsAt = beginningArchiveTime(topic, now);
  if (beginsAt === undefined) throw new ReplayPolicyRefusal("Topic does not have an ArchivePolicy");
  // Measured: neither point may be in the future, and nothing is replayed from before the archive begins.
  const startsAt = timeOf(StartingPoint);
  if (startsAt === undefined || startsAt < beginsAt || startsAt > now) {
    throw new ReplayPolicyRefusal("Invalid StartingPoint value");
  }
  if (EndingPoint === undefined) return { text, startsAt };
  const endsAt = timeOf(EndingPoint);
  if (endsAt === undefined || endsAt < startsAt || endsAt > now) {
    throw new ReplayPolicyRefusal("Invalid EndingPoint value");
  }
  return { text, startsAt, endsAt };
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new ReplayPolicyRefusal("Unable to parse JSON");
  }
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new ReplayPolicyRefusal("JSON is missing required fields");
  }
  // An object: its members are looked at one by one.
  return document as Readonly<Record<string, unknown>>;
}

/** A date and time with its zone. What is finer than a millisecond is left out: messages have no finer times. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

function timeOf(value: unknown): number | undefined {
  if (typeof value !== "string" || !TIMESTAMP.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}
