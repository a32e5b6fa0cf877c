/** The answer to one request of the Runtime API, whichever way the request was read. */
import type { ServerResponse } from "node:http";

export interface RuntimeReply {
  /** Sends the answer. `fields` are names and values in turn, each a text of bytes. */
  send(status: number, fields: readonly string[], body: Uint8Array): void;
  /** Calls `run` when the connection ends; also when that is after the answer. */
  whenGone(run: () => void): void;
}

/** The answer to a request that Node's own server has read. */
export function replyOf(response: ServerResponse): RuntimeReply {
  return {
    send(status, fields, body) {
      response.writeHead(status, [...fields, "Content-Length", String(body.length)]);
      response.end(body);
    },
    whenGone: (run) => void response.once("close", run),
  };
}
