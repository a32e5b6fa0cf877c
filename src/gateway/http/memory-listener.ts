/** Speaks HTTP with clients in this process, over connections that are no sockets: nothing leaves the event loop. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { HEADER_BYTES } from "../limits.ts";
import type { Conversation } from "./conversation.ts";
import { NodeConversation } from "./node-conversation.ts";

/** Takes the cloud's end of a connection. */
export type AcceptInMemory = (connection: Duplex) => void;

/** @param handle has each conversation */
export function memoryListener(handle: (conversation: Conversation) => void): AcceptInMemory {
  // It never listens, so that it has no timers and nothing to close.
  const server = createServer(
    { maxHeaderSize: HEADER_BYTES, requestTimeout: 0 },
    (request: IncomingMessage, response: ServerResponse) => {
      // The next request may be another invocation's, or another cloud's: no connection is kept for it.
      response.shouldKeepAlive = false;
      // The client is shown its cloud's time, and takes the machine's for a clock that is wrong.
      response.sendDate = false;
      handle(new NodeConversation(request, response));
    },
  );
  return (connection) => void server.emit("connection", connection);
}
