/** Filter patterns for unstructured text: terms that must, may and must not occur in a message. */
import { notImplemented } from "../../../platform/service-error.ts";
import { invalidPattern, invalidTerm } from "../errors.ts";
import type { MessageMatcher } from "./message-matcher.ts";

interface Term {
  readonly sign: "" | "-" | "?";
  readonly text: string;
}

/**
 * All plain terms must occur, none of those with `-`, and where there are no plain terms, one of those with `?`.
 * Next to plain terms AWS ignores those with `?`.
 */
export function textPattern(pattern: string): MessageMatcher {
  const terms = [...termsOf(pattern)];
  const of = (sign: Term["sign"]): string[] => terms.filter((term) => term.sign === sign).map((term) => term.text);
  const required = of("");
  const excluded = of("-");
  const optional = of("?");
  return (message) => {
    if (excluded.some((text) => message.includes(text))) return false;
    if (required.length > 0) return required.every((text) => message.includes(text));
    return optional.length === 0 || optional.some((text) => message.includes(text));
  };
}

const TERM = /\s*([-?]?)(?:"((?:[^"\\]|\\[^])*)"|([^\s"]+))(?=\s|$)/y;

function* termsOf(pattern: string): Generator<Term> {
  TERM.lastIndex = 0;
  const reader = new RegExp(TERM);
  while (reader.lastIndex < pattern.length) {
    if (pattern.slice(reader.lastIndex).trim() === "") return;
    const match = reader.exec(pattern);
    if (match === null) throw invalidPattern();
    const [, sign = "", quoted, plain = ""] = match;
    if (quoted === undefined) checkPlain(plain);
    const text = quoted === undefined ? plain : quoted.replace(/\\([^])/g, "$1");
    if (text === "") throw invalidPattern();
    // The expression takes no other sign.
    yield { sign: sign as Term["sign"], text };
  }
}

function checkPlain(text: string): void {
  if (/^%.*%$/.test(text)) throw notImplemented("regular expressions in filter patterns");
  // Everything but letters, digits and underscores needs quotes; letters of any script are letters.
  if (!/^[\p{L}\p{N}_]+$/u.test(text)) throw invalidTerm(text);
}
