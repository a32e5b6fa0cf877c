/** Where a listing goes on, as a token that says nothing to clients. */
import { invalidArgument } from "../errors.ts";
import type { ListingPosition } from "./list-keys.ts";

const KEY = "1k";
const PREFIX = "1p";

export function writeToken(position: ListingPosition): string {
  const plain = position.kind === "key" ? KEY + position.key : PREFIX + position.prefix;
  return Buffer.from(plain).toString("base64url");
}

/** @throws InvalidArgument for what is no token of ours */
export function readToken(token: string): ListingPosition {
  const bytes = Buffer.from(token, "base64url");
  const plain = bytes.toString("utf8");
  const isOurs = bytes.toString("base64url") === token && Buffer.from(plain).equals(bytes);
  if (isOurs && plain.startsWith(KEY)) return { kind: "key", key: plain.slice(KEY.length) };
  if (isOurs && plain.startsWith(PREFIX)) return { kind: "prefix", prefix: plain.slice(PREFIX.length) };
  throw invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
}
