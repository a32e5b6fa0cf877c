/** Tokens of lists: the place in the order of a list behind which the next page starts. */
import { invalidToken } from "./errors.ts";

/** A token that stands for `place`. */
export function writeListToken(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place), "utf8").toString("base64url");
}

/** What `writeListToken` was given. @throws ServiceError InvalidParameterException for any other text */
export function readListToken(token: string): readonly unknown[] {
  try {
    const place: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    if (Array.isArray(place)) return place;
  } catch {
    // What is not JSON is no token either.
  }
  throw invalidToken();
}
