/** Parts of policies and messages as the reasons in lineage repeat them. */
import { QUOTED_CHARACTERS_MAX } from "../limits.ts";

/** The value as JSON, cut where it would be too long to read. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? "";
  return text.length <= QUOTED_CHARACTERS_MAX ? text : `${text.slice(0, QUOTED_CHARACTERS_MAX)}...`;
}
