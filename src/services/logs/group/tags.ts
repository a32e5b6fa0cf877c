/** Tags of log groups. */
import type { Caller } from "../../../platform/caller.ts";
import { reservedTagKey, tooManyTags } from "../errors.ts";
import { TAGS_MAX } from "../limits.ts";

export type Tags = Readonly<Record<string, string>>;

/**
 * The tags of a resource after `added` came to them.
 * @throws ServiceError when there are too many, or a user gives one that only AWS itself may
 */
export function addedTags(current: Tags, added: Tags, by: { readonly caller: Caller; readonly arn: string }): Tags {
  if (by.caller.kind !== "service" && Object.keys(added).some((key) => key.startsWith("aws:"))) throw reservedTagKey();
  const tags = { ...current, ...added };
  // Tags that AWS itself puts on a resource do not count.
  if (Object.keys(tags).filter((key) => !key.startsWith("aws:")).length > TAGS_MAX) throw tooManyTags(by.arn, TAGS_MAX);
  return tags;
}
