/** The life of bodies: shared by reference, read in ranges, and deleted after the commit that let go of them. */
import { invariant } from "../../../kernel/invariant.ts";
import { uuid } from "../../../kernel/random.ts";
import type { EffectHandler } from "../../../platform/effects/effect-handler.ts";
import type { AsyncScope, WriteScope } from "../../../platform/scope.ts";
import type { BlobId, Blobs, ByteRange } from "../../../store/blobs.ts";
import type { ReadTransaction } from "../../../store/store.ts";
import { bodies } from "../keyspaces.ts";
import type { BodyRecord, Segment } from "../keyspaces.ts";
import { blobPins } from "./blob-pins.ts";

/** The effect that deletes files which no body refers to any more. */
export const RELEASE_BLOBS = "s3.release-blobs";

interface ReleasePayload {
  readonly blobs: readonly BlobId[];
}

/** Makes a body of segments that nothing else owns; it has one reference. */
export function addBody(at: WriteScope, segments: readonly Segment[]): string {
  const id = uuid(at.random);
  bodies.put(at.tx, [id], { references: 1, segments });
  return id;
}

export function shareBody(at: WriteScope, id: string): void {
  const body = bodyOf(at.tx, id);
  bodies.put(at.tx, [id], { ...body, references: body.references + 1 });
}

/** Gives up one reference; with the last, the body goes and its files are deleted after the commit. */
export function releaseBody(at: WriteScope, id: string): void {
  const body = bodyOf(at.tx, id);
  if (body.references > 1) return bodies.put(at.tx, [id], { ...body, references: body.references - 1 });
  bodies.delete(at.tx, [id]);
  const blobs = blobsOf(body.segments);
  if (blobs.length === 0) return;
  at.effect({ kind: RELEASE_BLOBS, source: `${RELEASE_BLOBS}:${id}`, payload: { blobs } satisfies ReleasePayload });
}

/** Takes the segments of a body out of it, for a body that is made of several. */
export function dissolveBody(at: WriteScope, id: string): readonly Segment[] {
  const body = bodyOf(at.tx, id);
  invariant(body.references === 1, "a body that is dissolved has no other owner");
  bodies.delete(at.tx, [id]);
  return body.segments;
}

export function bodyOf(tx: ReadTransaction, id: string): BodyRecord {
  const body = bodies.get(tx, [id]);
  invariant(body !== undefined, "a body stays for as long as something refers to it");
  return body;
}

/** Deletes the files, or leaves that to those who are still reading them. */
export const releaseBlobs: EffectHandler = async (payload: ReleasePayload, at) => {
  const pins = at.local(blobPins);
  for (const blob of payload.blobs) {
    const deferred = pins.defer(blob, () => {
      // Nobody waits here. A file that could not be deleted is an orphan, and those are swept when the cloud starts.
      at.blobs.delete(blob).catch((error: unknown) => at.log.warn("a replaced body was not deleted", { error, blob }));
    });
    if (!deferred) await at.blobs.delete(blob);
  }
};

/** Bytes of a body, for one reader; its files stay until that reader has ended or left. */
export interface OpenBody extends AsyncIterable<Uint8Array> {
  /** For a reader that never begins. */
  close(): void;
}

/** Call it in the transaction that found the body: from then on its files stay. */
export function openBody(at: AsyncScope, body: BodyRecord, range?: ByteRange): OpenBody {
  const wanted = cut(body.segments, range);
  const release = at.local(blobPins).hold(blobsOf(wanted.map((piece) => piece.segment)));
  const close = (): void => {
    at.signal.removeEventListener("abort", close);
    release();
  };
  at.signal.addEventListener("abort", close, { once: true });
  return {
    close,
    [Symbol.asyncIterator]() {
      const chunks = readPieces(at.blobs, wanted);
      // A generator that was never begun does not run its `finally`, so the reader's leaving is noticed here.
      return {
        async next() {
          try {
            const next = await chunks.next();
            if (next.done) close();
            return next;
          } catch (cause) {
            close();
            throw cause;
          }
        },
        async return() {
          close();
          await chunks.return(undefined);
          return { done: true, value: undefined };
        },
      };
    },
  };
}

interface Piece {
  readonly segment: Segment;
  /** Absent for the whole segment. */
  readonly range?: ByteRange;
}

function cut(segments: readonly Segment[], range: ByteRange | undefined): readonly Piece[] {
  if (range === undefined) return segments.map((segment) => ({ segment }));
  const pieces: Piece[] = [];
  let start = 0;
  for (const segment of segments) {
    const first = Math.max(range.first - start, 0);
    const last = Math.min(range.last - start, segment.sizeBytes - 1);
    if (first <= last) pieces.push({ segment, range: { first, last } });
    start += segment.sizeBytes;
  }
  return pieces;
}

async function* readPieces(blobs: Blobs, pieces: readonly Piece[]): AsyncGenerator<Uint8Array, undefined> {
  for (const { segment, range } of pieces) {
    if ("blob" in segment) yield* blobs.read(segment.blob, range);
    else if (range !== undefined) yield segment.bytes.subarray(range.first, range.last + 1);
    else if (segment.sizeBytes > 0) yield segment.bytes;
  }
  return undefined;
}

function blobsOf(segments: readonly Segment[]): readonly BlobId[] {
  return segments.flatMap((segment) => ("blob" in segment ? [segment.blob] : []));
}

/** Every file that S3 refers to, for the sweep of those that a crash left behind. */
export function* heldBlobs(tx: ReadTransaction): Generator<BlobId> {
  for (const { value } of bodies.range(tx, [])) yield* blobsOf(value.segments);
}
