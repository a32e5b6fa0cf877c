/** Reads the body as its operation needs it: whole for most, in pieces where the model says that it streams. */
import type { ClaimedOperation } from "../protocol/claim.ts";
import { ProtocolError } from "../protocol/protocol.ts";
import { type ChunkSigning, decodeAwsChunked, isAwsChunked } from "../protocol/aws-chunked.ts";
import type { WireRequest } from "../protocol/wire.ts";
import type { Exchange } from "./exchange.ts";
import { STREAMED_BODY_BYTES, WHOLE_BODY_BYTES } from "./limits.ts";
import { BodyTooLarge, readBody, streamBody } from "./read-body.ts";

const EMPTY = Buffer.alloc(0);

/** A body behind which checksums come: the map is complete once the body has been read. */
interface TrailedBody extends AsyncIterable<Uint8Array> {
  readonly trailers: ReadonlyMap<string, string>;
  readonly announcedTrailers: readonly string[];
}

/** The request's head, with no body yet. */
export function headOf(exchange: Pick<Exchange, "request">): WireRequest {
  const { request } = exchange;
  const url = request.url ?? "/";
  const mark = url.indexOf("?");
  return {
    method: request.method ?? "GET",
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? "" : url.slice(mark + 1),
    // Node joins repeated headers by ", " itself; only Set-Cookie, which no request has, would be a list.
    headers: request.headers as WireRequest["headers"],
    body: EMPTY,
  };
}

/** The whole body. @throws ProtocolError RequestEntityTooLargeException */
export async function receiveWhole({ request }: Exchange): Promise<Uint8Array> {
  try {
    return await readBody(request, WHOLE_BODY_BYTES);
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
  { request, wire }: Exchange,
  signing: ChunkSigning | undefined,
): AsyncIterable<Uint8Array> {
  const pieces = streamBody(request, STREAMED_BODY_BYTES);
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
