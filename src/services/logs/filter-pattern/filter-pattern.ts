/** Filter patterns: the text that chooses events, as a function of an event's message. */
import { invariant } from "../../../kernel/invariant.ts";
import { delimitedPattern } from "./delimited-pattern.ts";
import { jsonPattern } from "./json-pattern.ts";
import type { MessageMatcher } from "./message-matcher.ts";
import { textPattern } from "./text-pattern.ts";

/**
 * Reads a pattern of any of the three kinds; the empty one takes everything.
 * @throws ServiceError InvalidParameterException, or NotImplemented for one with a regular expression
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function parseFilterPattern(pattern: string): MessageMatcher {
  const text = pattern.trim();
  invariant(pattern.length <= 1024, "the model bounds a filter pattern");
  if (text === "") return () => true;
  if (text.startsWith("{")) return jsonPattern(text);
  if (text.startsWith("[")) return delimitedPattern(text);
  return textPattern(text);
}
