/** Sends a response: head and body in one write wherever the body is at hand, since two would wait for each other. */
import type { ServerResponse } from "node:http";
import { type Answer, mayHaveBody } from "./conversation.ts";
import { drained } from "./drained.ts";

/** Resolves when the body has been handed to the connection, or when the client has left. */
export async function send(response: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  if (response.destroyed) return;
  // One flat list of names and values, which Node writes out as it is.
  const head: string[] = [];
  let hasLength = !mayHaveBody(status);
  for (const [name, value] of headers) {
    head.push(name, value);
    if (name.toLowerCase() === "content-length") hasLength = true;
  }
  if (typeof body === "string" || body instanceof Uint8Array) {
    const length = typeof body === "string" ? Buffer.byteLength(body) : body.length;
    if (!hasLength) head.push("content-length", String(length));
    response.writeHead(status, head);
    response.end(body);
  } else {
    response.writeHead(status, head);
    await sendPieces(response, body);
  }
}

async function sendPieces(response: ServerResponse, body: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const piece of body) {
      if (response.destroyed) return;
      if (!response.write(piece)) await drained(response);
    }
    response.end();
  } catch (error) {
    // The head is out: the only honest way to say that the body is not whole is to break the connection.
    response.destroy();
    throw error;
  }
}
