/** Reads a request's body whole, within a bound. */
import type { IncomingMessage } from "node:http";
import { BodyTooLarge } from "./conversation.ts";

const EMPTY = Buffer.alloc(0);

/**
 * Resolves with all bytes of the body.
 * @throws BodyTooLarge as soon as the bound is known to be passed: by Content-Length before the first byte
 */
export function readBody(request: IncomingMessage, maximumBytes: number): Promise<Uint8Array> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > maximumBytes) return Promise.reject(new BodyTooLarge());
  // A body that has been read has nothing more to say, and whoever waited for its end again would wait for ever.
  if (request.readableEnded) return Promise.resolve(EMPTY);
  if (declared === 0 && request.headers["transfer-encoding"] === undefined) return Promise.resolve(EMPTY);
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    request.on("data", (piece: Buffer) => {
      size += piece.length;
      if (size > maximumBytes) {
        request.pause();
        reject(new BodyTooLarge());
      } else pieces.push(piece);
    });
    request.on("end", () => {
      const [first] = pieces;
      resolve(pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces, size));
    });
    request.on("error", reject);
    request.on("aborted", () => reject(new Error("the client left while it was sending")));
  });
}

/** The body in pieces, within a bound. */
export async function* streamBody(request: IncomingMessage, maximumBytes: number): AsyncIterable<Uint8Array> {
  let size = 0;
  // Whoever stops reading still has an answer to send over the same connection, so that it is not destroyed.
  const pieces: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const piece of pieces) {
    size += piece.length;
    if (size > maximumBytes) throw new BodyTooLarge();
    yield piece;
  }
}
