/** What a key may be: any text of up to 1,024 bytes of UTF-8. It is never normalised and never becomes a file name. */
import { invalidUri, keyTooLong } from "../errors.ts";
import { KEY_MAXIMUM_BYTES } from "../limits.ts";

const UNPAIRED_SURROGATE = /\p{Surrogate}/u;
const UNPAIRED_SURROGATES = /\p{Surrogate}/gu;

/** @throws KeyTooLongError, InvalidURI */
export function checkKey(key: string): void {
  if (UNPAIRED_SURROGATE.test(key) || key.includes("\0")) throw invalidUri(wellFormed(key));
  const sizeBytes = Buffer.byteLength(key);
  if (sizeBytes > KEY_MAXIMUM_BYTES) throw keyTooLong(sizeBytes);
}

/** A text that the store can look for: what is no Unicode becomes U+FFFD, and is therefore found nowhere. */
export function wellFormed(text: string): string {
  return text.replace(UNPAIRED_SURROGATES, "\ufffd");
}

/** `arn:aws:s3:::bucket/key` */
export function objectArn(input: { readonly Bucket: string; readonly Key: string }): string {
  return `arn:aws:s3:::${input.Bucket}/${input.Key}`;
}
