/** Tags of alarms and dashboards. */
import type { Tag } from "../../schema/generated/cloudwatch.ts";
import { invalidParameter } from "./errors.ts";
import { TAGS_MAX } from "./limits.ts";

export type Tags = Readonly<Record<string, string>>;

/** The tags of a resource after `added` came to them. @throws ServiceError when there are too many */
export function addedTags(current: Tags, added: readonly Tag[] | undefined, byService: boolean): Tags {
  const tags: Record<string, string> = { ...current };
  for (const { Key, Value } of added ?? []) {
    if (!byService && Key.startsWith("aws:")) throw invalidParameter("Tag keys must not start with aws:.");
    tags[Key] = Value;
  }
  const own = Object.keys(tags).filter((key) => !key.startsWith("aws:")).length;
  if (own > TAGS_MAX) throw invalidParameter(`A resource can have no more than ${TAGS_MAX} tags.`);
  return tags;
}

/** Tags as the API lists them. */
export function listedTags(tags: Tags): readonly Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
