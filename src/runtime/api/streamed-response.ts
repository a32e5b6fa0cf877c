/**
 * Reads a response that the runtime streams: pieces as they come, and in the trailers the error that cut it short.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
 */
import type { IncomingMessage } from "node:http";
import type { ResponseSink } from "../../platform/ports/function-runtime.ts";
import { MAXIMUM_RESPONSE_BYTES, MAXIMUM_STREAMED_BYTES } from "../limits.ts";

/** How it ended. `body` of a response is empty when a sink has taken it. */
export type StreamedEnd =
  | { readonly kind: "response"; readonly body: Buffer }
  | { readonly kind: "tooLarge" }
  | { readonly kind: "error"; readonly body: Buffer; readonly errorType: string };

/** Resolves at the end of the body; to undefined when the connection broke before that. */
export async function readStreamedResponse(
  request: IncomingMessage,
  sink: ResponseSink | undefined,
): Promise<StreamedEnd | undefined> {
  const collected = new Collected();
  const taker = sink ?? collected;
  taker.begin(request.headers["content-type"] ?? "application/octet-stream");
  let roomBytes = MAXIMUM_STREAMED_BYTES;
  try {
    for await (const chunk of request) {
      // A request that no encoding was set for gives its body as buffers.
      const piece = (chunk as Buffer).subarray(0, roomBytes);
      roomBytes -= piece.length;
      if (piece.length > 0) await taker.write(piece);
    }
  } catch {
    // The process has ended or was killed: whoever watches it says how the invocation came to its end.
    return undefined;
  }
  const errorType = request.trailers["lambda-runtime-function-error-type"];
  if (errorType !== undefined) {
    const body = Buffer.from(request.trailers["lambda-runtime-function-error-body"] ?? "", "base64");
    return { kind: "error", errorType, body: body.length > 0 ? body : Buffer.from("{}") };
  }
  if (collected.isTooLarge) return { kind: "tooLarge" };
  return { kind: "response", body: collected.body };
}

/** Puts the pieces together for a caller who wants them whole, as far as such a response may go. */
class Collected implements ResponseSink {
  #pieces: Buffer[] = [];
  #bytes = 0;

  get isTooLarge(): boolean {
    return this.#bytes > MAXIMUM_RESPONSE_BYTES;
  }

  get body(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  begin(): void {}

  write(piece: Uint8Array): Promise<void> {
    this.#bytes += piece.length;
    if (this.isTooLarge) this.#pieces = [];
    else this.#pieces.push(Buffer.from(piece));
    return Promise.resolve();
  }
}
