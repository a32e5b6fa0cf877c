/** A request's body without its content encoding, where the operation allows one. */
import { gunzipSync } from "node:zlib";
import type { OperationModel } from "../schema/model.ts";
import { DECOMPRESSED_BYTES_MAX } from "./limits.ts";
import { malformed } from "./protocol.ts";
import type { WireRequest } from "./wire.ts";

/**
 * The body's bytes; decompressed where the model says that a client may compress this operation's body.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export function bodyOf(operation: OperationModel, request: WireRequest): Uint8Array {
  const encoding = request.headers["content-encoding"];
  if (encoding === undefined || operation.requestCompression?.includes(encoding) !== true) return request.body;
  try {
    return gunzipSync(request.body, { maxOutputLength: DECOMPRESSED_BYTES_MAX });
  } catch {
    // A damaged or oversized archive is the client's mistake; zlib's words for it would not help.
    throw malformed(`The request body is not valid ${encoding}, or larger than ${DECOMPRESSED_BYTES_MAX} bytes`);
  }
}
