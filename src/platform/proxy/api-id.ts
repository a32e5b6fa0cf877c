/**
 * Ids of APIs. HTTP APIs and REST APIs share one form of host name, so the first letter of an id says which of the two it
 * is: an address can be claimed without asking any state.
 */
import { text, type Random } from "../../kernel/random.ts";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
const HTTP_LETTERS = "abcdefghijklm";
const REST_LETTERS = "nopqrstuvwxyz";
/** AWS's ids of APIs are ten characters of a to z and 0 to 9. */
const API_ID_CHARACTERS = 10;

export type ApiKind = "http" | "rest";

/** A new id for an API of a kind. */
export function newApiId(kind: ApiKind, random: Random): string {
  return text(random, 1, kind === "http" ? HTTP_LETTERS : REST_LETTERS) + newId(random, API_ID_CHARACTERS - 1);
}

/** A new id for a part of an API: lower-case letters and digits, as AWS's are. */
export function newId(random: Random, length: number): string {
  return text(random, length, ALPHABET);
}

/** Which kind of API has this id, or undefined when it is no id of an API. */
export function apiKindOf(apiId: string): ApiKind | undefined {
  if (!/^[a-z][a-z0-9]{9}$/.test(apiId)) return undefined;
  return HTTP_LETTERS.includes(apiId.charAt(0)) ? "http" : "rest";
}
