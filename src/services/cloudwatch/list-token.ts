/** Tokens of lists: the place in the order of a list behind which the next page starts. */
import { invalidToken } from "./errors.ts";

/** A token that stands for `place`. */
export function writeListToken(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place), "utf8").toString("base64url");
}

/** What `writeListToken` was given, when it has these types. @throws ServiceError InvalidNextToken for any other text */
export function readListToken(token: string, types: readonly ("string" | "number")[]): readonly (string | number)[] {
  try {
    const place: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    const isPlace =
      Array.isArray(place) &&
      place.length === types.length &&
      // A number in a key is a safe integer from 0 up.
      place.every((part, index) => typeof part === types[index] && (typeof part !== "number" || isKeyNumber(part)));
    // Every part has just been found to be a text or a number.
    if (isPlace) return place as readonly (string | number)[];
  } catch {
    // What is not JSON is no token either.
  }
  throw invalidToken();
}

function isKeyNumber(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
