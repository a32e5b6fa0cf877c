/** One port for HTTP and TLS: the first byte that a client sends says which of the two it speaks. */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from "node:http";
import type { Server as HttpsServer } from "node:https";
import { createServer, type Socket } from "node:net";
import type { Cancel, Clock } from "../kernel/clock.ts";
import { invariant } from "../kernel/invariant.ts";
import { realClock, wakefulClock } from "../kernel/real-clock.ts";
import type { Certificate } from "./certificate.ts";
import {
  CLOSE_CHECK_MILLISECONDS,
  CLOSE_PATIENCE_MILLISECONDS,
  CONNECTIONS,
  HEADER_BYTES,
  HEADERS_CHECK_MILLISECONDS,
  HEADERS_MILLISECONDS,
  KEEP_ALIVE_MILLISECONDS,
} from "./limits.ts";

/** The content type of a TLS record that begins a handshake (RFC 8446, section 5.1); no HTTP method starts with it. */
const TLS_HANDSHAKE = 0x16;

export interface ListenerOptions {
  /** Bounds the patience of closing: the machine's clock unless a test owns it. Who closes a server waits in real time. */
  readonly clock?: Clock;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Asked for when the first TLS client comes, and not before. */
  readonly certificate: () => Promise<Certificate>;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** How long a client may take to send its headers; tests are in more of a hurry than servers. */
  readonly headersMilliseconds?: number;
}

export interface Listener {
  readonly port: number;
  /** The address that is listened on, as the system says it. */
  readonly address: string;
  /** Stops accepting, lets requests that are being answered finish for a bounded time, and closes every connection. */
  close(): Promise<void>;
}

/** Listens; rejects with the system's error when the port is taken. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const headersMilliseconds = options.headersMilliseconds ?? HEADERS_MILLISECONDS;
  const speakers = speakersOf(options, headersMilliseconds);
  /** Every connection, and whether it has said anything yet. */
  const sockets = new Map<Socket, { spoke: boolean }>();
  const server = createServer({ noDelay: true, pauseOnConnect: false }, (socket) => {
    const heard = { spoke: false };
    sockets.set(socket, heard);
    // A client that resets its connection is no event for the server; the request's own handlers see it.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    const giveUp = (): void => void socket.destroy();
    socket.setTimeout(headersMilliseconds, giveUp);
    socket.once("data", (first) => {
      heard.spoke = true;
      // From here on the bounds are those of the server that takes over.
      socket.setTimeout(0);
      socket.off("timeout", giveUp);
      socket.pause();
      socket.unshift(first);
      if (first[0] === TLS_HANDSHAKE) {
        speakers.secure().then(
          (target) => hand(socket, target),
          // Why there is no certificate is said by whoever was to give one.
          () => socket.destroy(),
        );
      } else hand(socket, speakers.http);
    });
  });
  server.maxConnections = CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  invariant(typeof address === "object" && address !== null, "a server that listens on a port has an address");
  return {
    port: address.port,
    address: address.address,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const [socket, { spoke }] of sockets) if (!spoke) socket.destroy();
      const { clock = realClock } = options;
      const cancelPatience = clock.at(clock.now() + CLOSE_PATIENCE_MILLISECONDS, () => {
        for (const socket of sockets.keys()) socket.destroy();
      });
      const cancelLooks = repeatedly(CLOSE_CHECK_MILLISECONDS, speakers.closeIdle);
      await closed;
      cancelPatience();
      cancelLooks();
      speakers.close();
    },
  };
}

/** Those who speak on connections that another listener accepts. */
interface Speakers {
  readonly http: HttpServer;
  /** Made when the first TLS client comes; a certificate that could not be had is asked for again by the next. */
  readonly secure: () => Promise<HttpsServer>;
  /** Closes the connections on which nothing is being answered. */
  readonly closeIdle: () => void;
  readonly close: () => void;
}

function speakersOf({ handle, certificate }: ListenerOptions, headersMilliseconds: number): Speakers {
  const settings = {
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    headersTimeout: headersMilliseconds,
    connectionsCheckingInterval: Math.min(HEADERS_CHECK_MILLISECONDS, headersMilliseconds),
    // Bodies of any size may take any time; their bound is one of bytes.
    requestTimeout: 0,
    maxHeaderSize: HEADER_BYTES,
  };
  const http = attended(createHttpServer(settings, handle));
  let https: HttpsServer | undefined;
  let making: Promise<HttpsServer> | undefined;
  const make = async (): Promise<HttpsServer> => {
    try {
      const { key, chain } = await certificate();
      // Loaded with the first TLS client: the start of every server would pay for it otherwise.
      const { createServer: createHttpsServer } = await import("node:https");
      https = attended(createHttpsServer({ ...settings, key, cert: chain }, handle));
      return https;
    } finally {
      making = undefined;
    }
  };
  return {
    http,
    secure: async () => https ?? (making ??= make()),
    closeIdle() {
      http.closeIdleConnections();
      https?.closeIdleConnections();
    },
    close() {
      // That these servers never listened themselves is no error.
      http.close(() => {});
      https?.close(() => {});
    },
  };
}

/** Calls `act` at once and then at each interval: connections become idle one by one, and tell nobody. */
function repeatedly(intervalMilliseconds: number, act: () => void): Cancel {
  let cancel: Cancel = () => {};
  const turn = (): void => {
    act();
    cancel = wakefulClock.at(wakefulClock.now() + intervalMilliseconds, turn);
  };
  turn();
  return () => cancel();
}

/**
 * Node watches over connections, for slow headers and to close idle ones, from the moment at which a server listens.
 * These are handed connections by another listener, so they are told.
 */
function attended<Server extends HttpServer | HttpsServer>(server: Server): Server {
  server.emit("listening");
  return server;
}

/** Gives an accepted connection to a server that never listens itself. */
function hand(socket: Socket, target: { emit(event: "connection", socket: Socket): boolean }): void {
  target.emit("connection", socket);
  socket.resume();
}
