/** Which characters SQS allows where. */

/**
 * What XML 1.0 has no character for: a body or a text value with one is refused. Half of a surrogate pair counts.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

export function hasOnlyAllowedCharacters(text: string): boolean {
  return !FORBIDDEN.test(text);
}

/** Alphanumeric and punctuation, 1 to 128: group ids, deduplication ids, receive attempt ids. */
const TOKEN = /^[\x21-\x7e]{1,128}$/;

export function isMessageToken(text: string): boolean {
  return TOKEN.test(text);
}
