/** One port for HTTP and TLS: the first byte that a client sends says which of the two it speaks. */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import { createServer, type Socket } from "node:net";
import { realClock } from "../kernel/real-clock.ts";
import type { Certificate } from "./certificate.ts";
import {
  CLOSE_PATIENCE_MILLISECONDS,
  CONNECTIONS,
  HEADER_BYTES,
  HEADERS_MILLISECONDS,
  KEEP_ALIVE_MILLISECONDS,
} from "./limits.ts";

/** The content type of a TLS record that begins a handshake (RFC 8446, section 5.1); no HTTP method starts with it. */
const TLS_HANDSHAKE = 0x16;

export interface ListenerOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Asked for when the first TLS client comes, and not before. */
  readonly certificate: () => Promise<Certificate>;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface Listener {
  readonly port: number;
  /** Stops accepting, lets requests that are being answered finish for a bounded time, and closes every connection. */
  close(): Promise<void>;
}

/** Listens; rejects with the system's error when the port is taken. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const settings = {
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    headersTimeout: HEADERS_MILLISECONDS,
    // Bodies of any size may take any time; their bound is one of bytes.
    requestTimeout: 0,
    maxHeaderSize: HEADER_BYTES,
  };
  const http = createHttpServer(settings, options.handle);
  let https: Promise<HttpsServer> | undefined;
  const secure = (): Promise<HttpsServer> =>
    (https ??= options
      .certificate()
      .then(({ key, chain }) => createHttpsServer({ ...settings, key, cert: chain }, options.handle)));

  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true, pauseOnConnect: false }, (socket) => {
    sockets.add(socket);
    // A client that resets its connection is no event for the server; the request's own handlers see it.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    socket.once("data", (first) => {
      socket.pause();
      socket.unshift(first);
      if (first[0] === TLS_HANDSHAKE) {
        secure().then(
          (target) => hand(socket, target),
          () => socket.destroy(),
        );
      } else hand(socket, http);
    });
  });
  server.maxConnections = CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : options.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      http.closeIdleConnections();
      (await https)?.closeIdleConnections();
      // The machine's own time, whatever the cloud's clock is: who closes a server waits in real time.
      const cancelPatience = realClock.at(realClock.now() + CLOSE_PATIENCE_MILLISECONDS, () => {
        for (const socket of sockets) socket.destroy();
      });
      await closed;
      cancelPatience();
    },
  };
}

/** Gives an accepted connection to a server that never listens itself. */
function hand(socket: Socket, target: { emit(event: "connection", socket: Socket): boolean }): void {
  target.emit("connection", socket);
  socket.resume();
}
