/** Wildcard patterns: `*` stands for any text. Matched piece by piece, without a regular expression's backtracking. */
import { WILDCARDS_PER_PATTERN_MAX } from "../limits.ts";
import { FilterPolicyRefusal } from "./refusal.ts";

/** The literal pieces between the wildcards, in order: one more than there are wildcards. */
export type WildcardPattern = readonly string[];

/** Reads a pattern; `\*` and `\\` stand for the characters themselves. @throws FilterPolicyRefusal */
export function parseWildcard(text: string): WildcardPattern {
  const pieces: string[] = [];
  let piece = "";
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === "\\") {
      const escaped = text.charAt(++index);
      if (escaped !== "*" && escaped !== "\\") {
        throw new FilterPolicyRefusal(`Invalid escape character at pos ${index - 1}`);
      }
      piece += escaped;
    } else if (character === "*") {
      if (pieces.length > 0 && piece === "") {
        throw new FilterPolicyRefusal(`Consecutive wildcard characters at pos ${index - 1}`);
      }
      pieces.push(piece);
      piece = "";
    } else piece += character;
  }
  pieces.push(piece);
  if (pieces.length - 1 > WILDCARDS_PER_PATTERN_MAX) {
    throw new FilterPolicyRefusal(
      `wildcard match pattern can not have more than ${WILDCARDS_PER_PATTERN_MAX} wildcards`,
    );
  }
  return pieces;
}

/** Whether the whole of `value` fits `pattern`: each piece is looked for once, behind the one before. */
export function wildcardMatches(pattern: WildcardPattern, value: string): boolean {
  const first = pattern[0] ?? "";
  if (pattern.length === 1) return value === first;
  const last = pattern[pattern.length - 1] ?? "";
  if (!value.startsWith(first)) return false;
  let position = first.length;
  for (const piece of pattern.slice(1, -1)) {
    const found = value.indexOf(piece, position);
    if (found < 0) return false;
    position = found + piece.length;
  }
  return value.length - last.length >= position && value.endsWith(last);
}

/**
 * What a pattern costs of a policy's budget of wildcards.
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
export function wildcardPoints(pattern: WildcardPattern): number {
  const wildcards = pattern.length - 1;
  return wildcards > 1 ? 3 * wildcards : wildcards;
}
