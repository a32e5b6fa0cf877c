/** Which characters SQS allows where. */
import { latest } from "../../../kernel/latest.ts";

/**
 * What XML 1.0 has no character for: a body or a text value with one is refused. Half of a surrogate pair counts.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export const hasOnlyAllowedCharacters = latest(
  (text: string): boolean => !FORBIDDEN_CONTROL.test(text) && !FORBIDDEN_ABOVE.test(text),
);

/** In two steps: text of one byte a character, which is nearly all there is, has none of the second kind by its nature. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const FORBIDDEN_CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f]/;
const FORBIDDEN_ABOVE = /[\ud800-\udfff\ufffe\uffff]/u;

/** Alphanumeric and punctuation, 1 to 128: group ids, deduplication ids, receive attempt ids. */
const TOKEN = /^[\x21-\x7e]{1,128}$/;

export function isMessageToken(text: string): boolean {
  return TOKEN.test(text);
}
