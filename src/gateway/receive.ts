/** Reads the body as its operation needs it: whole for most, in pieces where the model says that it streams. */
import type { ClaimedOperation } from "../protocol/claim.ts";
import { ProtocolError } from "../protocol/protocol.ts";
import { type ChunkSigning, decodeAwsChunked, isAwsChunked } from "../protocol/aws-chunked.ts";
import type { WireRequest } from "../protocol/wire.ts";
import type { Exchange } from "./exchange.ts";
import { BodyTooLarge, type Conversation } from "./http/conversation.ts";
import { STREAMED_BODY_BYTES, WHOLE_BODY_BYTES } from "./limits.ts";

const EMPTY = Buffer.alloc(0);

/** A body behind which checksums come: the map is complete once the body has been read. */
interface TrailedBody extends AsyncIterable<Uint8Array> {
  readonly trailers: ReadonlyMap<string, string>;
  readonly announcedTrailers: readonly string[];
}

/** What has been received of the request: its head, and the body where it came with it. */
export function receivedOf({ target, method, headers, received }: Conversation): WireRequest {
  const mark = target.indexOf("?");
  return {
    method,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? "" : target.slice(mark + 1),
    headers,
    body: received ?? EMPTY,
  };
}

/** The whole body. @throws ProtocolError RequestEntityTooLargeException */
export async function receiveWhole({ conversation }: Exchange): Promise<Uint8Array> {
  try {
    return await conversation.readBody(WHOLE_BODY_BYTES);
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    throw new ProtocolError(
      "RequestEntityTooLargeException",
      `Request must be smaller than ${WHOLE_BODY_BYTES} bytes`,
      413,
    );
  }
}

/** Whether the operation takes its body in pieces. */
export function streamsInput({ protocol, model, operation }: ClaimedOperation): boolean {
  // Elsewhere a streaming input is small, and its signature covers it.
  if (protocol.name !== "rest-xml") return false;
  const input = operation.input === undefined ? undefined : model.shapes[operation.input.shape];
  if (input?.type !== "structure" || input.payload === undefined) return false;
  const member = input.members[input.payload];
  const shape = member === undefined ? undefined : model.shapes[member.shape];
  return shape?.type === "blob" && (member?.streaming === true || shape.streaming === true);
}

/**
 * The body in pieces, out of the aws-chunked encoding where it is in it; then its trailers come with it. The signatures
 * of chunks are checked where `signing` is given.
 */
export function receiveStream(
  { conversation, wire }: Exchange,
  signing: ChunkSigning | undefined,
): AsyncIterable<Uint8Array> {
  const pieces = conversation.streamBody(STREAMED_BODY_BYTES);
  if (!isAwsChunked(wire.headers["x-amz-content-sha256"])) return pieces;
  const { data, trailers } = decodeAwsChunked(pieces, signing);
  const announced = (wire.headers["x-amz-trailer"] ?? "").split(",").map((name) => name.trim().toLowerCase());
  const body: TrailedBody = {
    [Symbol.asyncIterator]: () => data[Symbol.asyncIterator](),
    trailers,
    announcedTrailers: announced.filter((name) => name !== ""),
  };
  return body;
}
