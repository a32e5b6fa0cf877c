/** Tags of functions and event source mappings: https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html */
import type { Caller } from "../../../platform/caller.ts";
import { reservedTag, tooManyTags } from "../errors.ts";
import { TAGS_MAX } from "../limits.ts";

export type Tags = Readonly<Record<string, string>>;

/** Checks `added` to `before`. @throws the answers to keys that AWS keeps for itself, and to too many */
export function checkTags(added: Tags, caller: Caller, before: Tags = {}): void {
  // CloudFormation marks what it makes with keys of AWS's own; nobody else may.
  if (caller.kind !== "service" && Object.keys(added).some((key) => key.startsWith("aws:"))) throw reservedTag();
  const own = Object.keys({ ...before, ...added }).filter((key) => !key.startsWith("aws:"));
  if (own.length > TAGS_MAX) throw tooManyTags();
}
