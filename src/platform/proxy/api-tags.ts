/** Which tags an API or stage may have. */
import type { Caller } from "../caller.ts";
import { TAGS_AN_API } from "../limits.ts";

/** What is wrong with tags, in AWS's words: too many, or some that AWS keeps for itself. */
export function faultOfTags(tags: Readonly<Record<string, string>>, caller: Caller): string | undefined {
  if (Object.keys(tags).length > TAGS_AN_API) return `A resource has at most ${TAGS_AN_API} tags`;
  if (caller.kind === "service") return undefined;
  const isReserved = Object.keys(tags).some((key) => key.toLowerCase().startsWith("aws:"));
  return isReserved ? "aws: prefixed tag key names are not allowed for external use." : undefined;
}
