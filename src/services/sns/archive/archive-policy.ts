/**
 * The ArchivePolicy of a FIFO topic: for how many days its messages are kept.
 * @see https://docs.aws.amazon.com/sns/latest/dg/message-archiving-and-replay-topic-owner.html
 */
import { DAY_MILLISECONDS } from "../../../kernel/durations.ts";
import { ARCHIVE_DAYS_MAX } from "../limits.ts";
import { AttributeRefusal } from "../topic/attribute-refusal.ts";

export interface ArchivePolicy {
  /** The document as it was given: that is how AWS shows it. */
  readonly text: string;
  readonly retentionDays: number;
}

/** Reads a policy; `{}` stands for none. @throws AttributeRefusal in words that were measured */
export function checkedArchivePolicy(text: string): ArchivePolicy | undefined {
  const members = membersOf(text);
  const names = Object.keys(members);
  if (names.length === 0) return undefined;
  if (!("MessageRetentionPeriod" in members)) throw refused("JSON is missing required fields");
  const unknown = names.find((name) => name !== "MessageRetentionPeriod");
  if (unknown !== undefined) throw refused(`Unexpected JSON member: ${unknown}`);
  const retentionDays = daysOf(members.MessageRetentionPeriod);
  if (retentionDays === undefined) throw refused("MessageRetentionPeriod value is invalid");
  return { text, retentionDays };
}

/** How long a message is kept. */
export function retentionMilliseconds(policy: ArchivePolicy): number {
  return policy.retentionDays * DAY_MILLISECONDS;
}

function membersOf(text: string): object {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw refused("Unable to parse JSON");
  }
  if (typeof document === "object" && document !== null && !Array.isArray(document)) return document;
  throw refused("JSON is missing required fields");
}

/** Measured: a number and the text of one are both taken. */
function daysOf(value: unknown): number | undefined {
  const days = typeof value === "string" && /^\d{1,3}$/.test(value) ? Number(value) : value;
  const isValid = typeof days === "number" && Number.isInteger(days) && days >= 1 && days <= ARCHIVE_DAYS_MAX;
  return isValid ? days : undefined;
}

function refused(reason: string): AttributeRefusal {
  return new AttributeRefusal(`ArchivePolicy: ${reason}`);
}
