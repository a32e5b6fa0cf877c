/** Tags of IAM's entities: a key that is given again replaces what was there. */
import type { Tag } from "../../../schema/generated/iam.ts";
import { tooMany } from "../errors.ts";
import { TAGS_MAXIMUM } from "../limits.ts";

/** `before` with `added`; tag keys are unique whatever their case. @throws LimitExceeded */
export function withTags(before: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const tags = new Map(before.map((tag) => [tag.Key.toLowerCase(), tag]));
  for (const tag of added) tags.set(tag.Key.toLowerCase(), tag);
  if (tags.size > TAGS_MAXIMUM) throw tooMany("TagsPerResource", TAGS_MAXIMUM);
  return [...tags.values()];
}

export function withoutTags(before: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  const gone = new Set(keys.map((key) => key.toLowerCase()));
  return before.filter((tag) => !gone.has(tag.Key.toLowerCase()));
}
