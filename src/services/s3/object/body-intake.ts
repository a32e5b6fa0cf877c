/** Taking in a body: hashed as it flows, kept in the row when it is small and in a file when it is not. */
import { createHash } from "node:crypto";
import { BlobTooLarge } from "../../../store/blobs.ts";
import type { Blobs } from "../../../store/blobs.ts";
import { DEFAULT_CHECKSUM_ALGORITHM, checksumHasher } from "../checksum/checksum.ts";
import type { ChecksumAlgorithmName } from "../checksum/checksum.ts";
import { algorithmOfHeader, claimOfTrailer, verifyChecksum, verifyMd5 } from "../checksum/claimed-checksum.ts";
import type { ClaimedChecksum } from "../checksum/claimed-checksum.ts";
import { entityTooLarge } from "../errors.ts";
import type { Segment } from "../keyspaces.ts";
import { INLINE_BODY_MAXIMUM_BYTES, UPLOAD_MAXIMUM_BYTES } from "../limits.ts";

/** A body of which the wire may say more than its bytes. */
export interface IncomingBody extends AsyncIterable<Uint8Array> {
  /** The trailers that the request announced (`x-amz-trailer`), in lower case. */
  readonly announcedTrailers?: readonly string[];
  /** The trailers that came behind the body: complete once the body was read to its end. */
  readonly trailers?: ReadonlyMap<string, string>;
}

/** What the request says of its body. */
export interface BodyClaims {
  readonly checksum?: ClaimedChecksum | undefined;
  /** In hexadecimal. */
  readonly md5?: string | undefined;
  /** What to compute when nothing else says it; a checksum that came with the body comes first. */
  readonly algorithm?: ChecksumAlgorithmName | undefined;
  /** What the request says that the body is long. */
  readonly sizeBytes?: number | undefined;
  /** Further algorithms to compute. */
  readonly alsoCompute?: readonly ChecksumAlgorithmName[];
}

/** A body that was read to its end and is what its claims say. */
export interface ReceivedBody {
  readonly segment: Segment;
  readonly sizeBytes: number;
  readonly md5Hex: string;
  readonly checksum: { readonly algorithm: ChecksumAlgorithmName; readonly value: string };
  /** Every checksum that was computed, in base64. */
  readonly computed: ReadonlyMap<ChecksumAlgorithmName, string>;
}

/**
 * Reads `body` to its end. When it is refused, nothing of it stays behind.
 * @throws EntityTooLarge, BadDigest
 */
export async function receiveBody(
  blobs: Blobs,
  body: IncomingBody | undefined,
  claims: BodyClaims,
): Promise<ReceivedBody> {
  if ((claims.sizeBytes ?? 0) > UPLOAD_MAXIMUM_BYTES) throw entityTooLarge(claims.sizeBytes ?? 0);
  const announced = announcedAlgorithm(body);
  const algorithm = claims.checksum?.algorithm ?? announced ?? claims.algorithm ?? DEFAULT_CHECKSUM_ALGORITHM;
  const md5 = createHash("md5");
  const hashers = new Map([algorithm, ...(claims.alsoCompute ?? [])].map((name) => [name, checksumHasher(name)]));
  const segment = await keep(blobs, hashed(body ?? nothing(), [md5, ...hashers.values()]), claims);
  try {
    const computed = new Map([...hashers].map(([name, hasher]) => [name, hasher.digest().toString("base64")]));
    const value = computed.get(algorithm) ?? "";
    const md5Hex = md5.digest("hex");
    verifyMd5(claims.md5, md5Hex);
    for (const claim of claimsOf(body, claims)) verifyChecksum(claim, computed.get(claim.algorithm) ?? "");
    return { segment, sizeBytes: segment.sizeBytes, md5Hex, checksum: { algorithm, value }, computed };
  } catch (refusal) {
    await discard(blobs, segment);
    throw refusal;
  }
}

/** Deletes what was kept of a body that is not going to be used. */
export async function discard(blobs: Blobs, segment: Segment): Promise<void> {
  if ("blob" in segment) await blobs.delete(segment.blob);
}

/** The algorithm of the checksum that will come behind the body, if the request announced one. */
export function announcedAlgorithm(body: IncomingBody | undefined): ChecksumAlgorithmName | undefined {
  for (const name of body?.announcedTrailers ?? []) {
    const algorithm = algorithmOfHeader(name);
    if (algorithm !== undefined) return algorithm;
  }
  return undefined;
}

function claimsOf(body: IncomingBody | undefined, claims: BodyClaims): ClaimedChecksum[] {
  const found = claims.checksum === undefined ? [] : [claims.checksum];
  for (const [name, value] of body?.trailers ?? []) {
    if (name.startsWith("x-amz-checksum-")) found.push(claimOfTrailer(name, value));
  }
  return found;
}

async function keep(blobs: Blobs, body: AsyncGenerator<Uint8Array>, claims: BodyClaims): Promise<Segment> {
  const head: Uint8Array[] = [];
  let headBytes = 0;
  while (headBytes <= INLINE_BODY_MAXIMUM_BYTES) {
    const next = await body.next();
    if (next.done) return { sizeBytes: headBytes, bytes: Buffer.concat(head) };
    head.push(next.value);
    headBytes += next.value.length;
  }
  try {
    const stored = await blobs.put(rejoined(head, body), UPLOAD_MAXIMUM_BYTES);
    return { sizeBytes: stored.sizeBytes, blob: stored.id };
  } catch (cause) {
    if (cause instanceof BlobTooLarge) throw entityTooLarge(claims.sizeBytes ?? UPLOAD_MAXIMUM_BYTES + 1);
    throw cause;
  }
}

async function* hashed(
  body: AsyncIterable<Uint8Array>,
  hashers: readonly { update(data: Uint8Array): unknown }[],
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    for (const hasher of hashers) hasher.update(chunk);
    yield chunk;
  }
}

async function* rejoined(head: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* head;
  yield* rest;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
