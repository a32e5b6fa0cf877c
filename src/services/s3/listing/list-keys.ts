/** One page of a listing: keys in the order of their bytes, those that share a prefix up to the delimiter rolled into one. */
import { invariant } from "../../../kernel/invariant.ts";
import type { Keyspace } from "../../../store/keyspace.ts";
import type { ReadTransaction } from "../../../store/store.ts";

/** Where a page begins: behind a key, or behind everything that starts with a common prefix. */
export type ListingPosition =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "prefix"; readonly prefix: string };

export interface ListingQuery {
  readonly bucket: string;
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  /** Most keys and common prefixes together. */
  readonly maximum: number;
  readonly after?: ListingPosition | undefined;
}

export interface ListedKey<V> {
  readonly key: string;
  readonly value: V;
}

export interface ListingPage<V> {
  readonly keys: readonly ListedKey<V>[];
  readonly commonPrefixes: readonly string[];
  /** Where the next page begins; absent when this is the last. */
  readonly next?: ListingPosition;
}

/**
 * Behind a common prefix the visit starts anew after everything that begins with it: a page costs as much as what it
 * shows, however many keys a common prefix stands for.
 */
export function listKeys<V>(
  tx: ReadTransaction,
  keyspace: Keyspace<readonly [string, string], V>,
  query: ListingQuery,
): ListingPage<V> {
  const keys: ListedKey<V>[] = [];
  const commonPrefixes: string[] = [];
  let position = query.after;
  while (true) {
    const found = visit(position);
    if (found === undefined) return { keys, commonPrefixes };
    // Another one is there: the page ends with the last that was taken.
    if (keys.length + commonPrefixes.length >= query.maximum) {
      return position === undefined || query.maximum === 0
        ? { keys, commonPrefixes }
        : { keys, commonPrefixes, next: position };
    }
    // Were the same found again, the listing would never come to its end.
    invariant(found !== commonPrefixes.at(-1), "a listing goes on behind the common prefix that it found");
    commonPrefixes.push(found);
    position = { kind: "prefix", prefix: found };
  }

  /** Takes keys until a common prefix, which it returns; or "" when the page is full, or undefined at the end. */
  function visit(from: ListingPosition | undefined): string | undefined {
    for (const entry of keyspace.range(tx, [query.bucket], rangeFrom(query, from))) {
      const key = entry.key[1];
      const common = commonPrefixOf(key, query);
      if (common !== undefined) return common;
      if (keys.length + commonPrefixes.length >= query.maximum) return "";
      keys.push({ key, value: entry.value });
      position = { kind: "key", key };
    }
    return undefined;
  }
}

/** The start of `key` up to and with the first delimiter behind the prefix. */
export function commonPrefixOf(
  key: string,
  query: { readonly prefix: string; readonly delimiter: string },
): string | undefined {
  if (query.delimiter === "") return undefined;
  const end = key.indexOf(query.delimiter, query.prefix.length);
  return end < 0 ? undefined : key.slice(0, end + query.delimiter.length);
}

function rangeFrom(
  query: ListingQuery,
  from: ListingPosition | undefined,
): { startingWith: string; after?: readonly [string, string]; afterStartingWith?: string } {
  const range = { startingWith: query.prefix };
  if (from === undefined) return range;
  if (from.kind === "prefix") return { ...range, afterStartingWith: from.prefix };
  return { ...range, after: [query.bucket, from.key] };
}
