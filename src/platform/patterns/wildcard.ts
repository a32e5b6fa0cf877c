/** Wildcard patterns: `*` stands for any text. Matched piece by piece, without a regular expression's backtracking. */
import { type TextFinder, textFinder } from "./find-text.ts";
import { PatternRefusal } from "./pattern-refusal.ts";

/** A pattern, read once. */
export interface WildcardPattern {
  /** The text before the first wildcard; the whole of it when there is none. */
  readonly first: string;
  /** What finds the texts between two wildcards, in order. */
  readonly between: readonly TextFinder[];
  /** Lengths of those texts. */
  readonly betweenCharacters: readonly number[];
  /** The text behind the last wildcard. */
  readonly last: string;
  readonly wildcards: number;
}

/** Reads a pattern; `\*` and `\\` stand for the characters themselves. @throws PatternRefusal */
export function parseWildcard(text: string, wildcardsMax: number): WildcardPattern {
  const pieces: string[] = [];
  let piece = "";
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === "\\") {
      const escaped = text.charAt(++index);
      if (escaped !== "*" && escaped !== "\\") {
        throw new PatternRefusal(`Invalid escape character at pos ${index - 1}`);
      }
      piece += escaped;
    } else if (character === "*") {
      if (pieces.length > 0 && piece === "") {
        throw new PatternRefusal(`Consecutive wildcard characters at pos ${index - 1}`);
      }
      pieces.push(piece);
      piece = "";
    } else piece += character;
  }
  pieces.push(piece);
  if (pieces.length - 1 > wildcardsMax) {
    throw new PatternRefusal(`wildcard match pattern can not have more than ${wildcardsMax} wildcards`);
  }
  const between = pieces.slice(1, -1);
  return {
    first: pieces[0] ?? "",
    between: between.map(textFinder),
    betweenCharacters: between.map((each) => each.length),
    last: pieces[pieces.length - 1] ?? "",
    wildcards: pieces.length - 1,
  };
}

/** Whether the whole of `value` fits `pattern`: each piece is looked for once, behind the one before. */
export function wildcardMatches(pattern: WildcardPattern, value: string): boolean {
  const { first, between, betweenCharacters, last } = pattern;
  if (pattern.wildcards === 0) return value === first;
  if (!value.startsWith(first)) return false;
  let position = first.length;
  for (const [index, find] of between.entries()) {
    const found = find(value, position);
    if (found < 0) return false;
    position = found + (betweenCharacters[index] ?? 0);
  }
  return value.length - last.length >= position && value.endsWith(last);
}
