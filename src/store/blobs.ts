/** The port for large bodies: object contents and function code, which have no place in an ordered map. */

/** Names a stored blob; a plain file name, made by the store. */
export type BlobId = string;

/** A body that was written and synced, with what its writer wanted to know of it. */
export interface StoredBlob {
  readonly id: BlobId;
  readonly sizeBytes: number;
}

/** Which bytes of a blob to read: both ends included, as in an HTTP Range. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Large bodies, outside the ordered map. A blob never changes: it is written once, read, and deleted. */
export interface Blobs {
  /**
   * Writes the whole of `body` to a temporary name, syncs it, renames it, and syncs the folder.
   * When `body` throws or `maximumBytes` is passed, nothing stays behind.
   * @throws BlobTooLarge when `body` is longer than `maximumBytes`; BlobsFailed when the disk refuses it
   */
  put(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, maximumBytes: number): Promise<StoredBlob>;
  /** Makes one blob of the bytes of several, in order. */
  concatenate(parts: readonly BlobId[]): Promise<StoredBlob>;
  /** The bytes, in pieces of a bounded size. @throws BlobMissing when there is no such blob */
  read(id: BlobId, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** The whole blob at once, for those known to be small. */
  readAll(id: BlobId): Promise<Uint8Array>;
  /** Where the blob is as a file, for those who must hand a path to another program; undefined in memory. */
  pathOf(id: BlobId): string | undefined;
  /** Deletes a blob; one that is already gone is no error. */
  delete(id: BlobId): Promise<void>;
  /** Why the last body could not be stored, or undefined since one was. */
  failure(): Error | undefined;
  /** Every blob that exists, for the sweep of those that nothing refers to after a crash. */
  list(): AsyncIterable<BlobId>;
}

export class BlobTooLarge extends Error {
  override readonly name = "BlobTooLarge";
}

/** The disk did not take a body. Nothing of it is left, and the next one may be taken. */
export class BlobsFailed extends Error {
  override readonly name = "BlobsFailed";
  readonly retryable = true;
}

export class BlobMissing extends Error {
  override readonly name = "BlobMissing";
}
