/** One page of the uploads under way in a bucket, by key and then by initiation. */
import { invariant } from "../../../kernel/invariant.ts";
import type { KeyspaceRange } from "../../../store/keyspace.ts";
import type { ReadTransaction } from "../../../store/store.ts";
import { uploads } from "../keyspaces.ts";
import type { UploadRecord } from "../keyspaces.ts";
import { commonPrefixOf } from "../listing/list-keys.ts";

export interface UploadsQuery {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  readonly maximum: number;
  /** Behind this upload, or behind all uploads of this key when no id is given. */
  readonly after?: { readonly key: string; readonly uploadId?: string | undefined } | undefined;
}

export interface UploadsPage {
  readonly uploads: readonly { readonly key: string; readonly uploadId: string; readonly record: UploadRecord }[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
}

type Start = Pick<KeyspaceRange<readonly [string, string, string]>, "after" | "afterStartingWith">;

export function listUploads(tx: ReadTransaction, query: UploadsQuery): UploadsPage {
  const found: { key: string; uploadId: string; record: UploadRecord }[] = [];
  const commonPrefixes: string[] = [];
  const isFull = (): boolean => found.length + commonPrefixes.length >= query.maximum;
  let start: Start = startOf(query);
  let isTruncated = false;
  let isAtEnd = false;
  while (!isAtEnd && !isTruncated) {
    isAtEnd = true;
    for (const { key, value } of uploads.range(tx, [query.bucket], { startingWith: query.prefix, ...start })) {
      if (isFull()) {
        isTruncated = query.maximum > 0;
        break;
      }
      const common = commonPrefixOf(key[1], query);
      if (common !== undefined) {
        // The visit starts anew behind everything that the common prefix stands for.
        invariant(common !== commonPrefixes.at(-1), "a listing goes on behind the common prefix that it found");
        commonPrefixes.push(common);
        start = { afterStartingWith: common };
        isAtEnd = false;
        break;
      }
      found.push({ key: key[1], uploadId: key[2], record: value });
    }
  }
  return { uploads: found, commonPrefixes, isTruncated };
}

function startOf({ bucket, after, ...scope }: UploadsQuery): Start {
  if (after === undefined) return {};
  if (after.uploadId !== undefined) return { after: [bucket, after.key, after.uploadId] };
  const isCommonPrefix = after.key.startsWith(scope.prefix) && commonPrefixOf(after.key, scope) === after.key;
  return isCommonPrefix ? { afterStartingWith: after.key } : { after: [bucket, after.key] };
}
