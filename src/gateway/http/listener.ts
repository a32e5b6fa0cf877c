/** One port for HTTP and TLS: the first byte that a client sends says which of the two it speaks. */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from "node:http";
import type { Server as HttpsServer } from "node:https";
import { createServer, type Socket } from "node:net";
import type { Cancel, Clock } from "../../kernel/clock.ts";
import { invariant } from "../../kernel/invariant.ts";
import { realClock, wakefulClock } from "../../kernel/real-clock.ts";
import type { Certificate } from "../certificate.ts";
import {
  CLOSE_CHECK_MILLISECONDS,
  CLOSE_PATIENCE_MILLISECONDS,
  CONNECTIONS,
  HEADER_BYTES,
  HEADERS_CHECK_MILLISECONDS,
  HEADERS_MILLISECONDS,
  KEEP_ALIVE_MILLISECONDS,
} from "../limits.ts";
import type { Conversation } from "./conversation.ts";
import { NodeConversation } from "./node-conversation.ts";
import { PlainConnection } from "./plain-connection.ts";

/** The content type of a TLS record that begins a handshake (RFC 8446, section 5.1); no HTTP method starts with it. */
const TLS_HANDSHAKE = 0x16;
/** The first letter of POST: only such requests are plain. */
const PLAIN_START = 0x50;

export interface ListenerOptions {
  /** Bounds the patience of closing: the machine's clock unless a test owns it. Who closes a server waits in real time. */
  readonly clock?: Clock;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Asked for when the first TLS client comes, and not before. */
  readonly certificate: () => Promise<Certificate>;
  readonly handle: (conversation: Conversation) => void;
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
  const connections = new Connections(speakers, options.handle, headersMilliseconds);
  const server = createServer({ noDelay: true, pauseOnConnect: false }, (socket) => connections.accept(socket));
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
      connections.closeSilent();
      const { clock = realClock } = options;
      const cancelPatience = clock.at(clock.now() + CLOSE_PATIENCE_MILLISECONDS, () => connections.closeAll());
      const cancelLooks = repeatedly(CLOSE_CHECK_MILLISECONDS, () => connections.closeIdle());
      await closed;
      cancelPatience();
      cancelLooks();
      speakers.close();
    },
  };
}

/** The connections of one listener, each with whoever speaks on it. */
class Connections {
  readonly #speakers: Speakers;
  readonly #handle: (conversation: Conversation) => void;
  readonly #headersMilliseconds: number;
  /** Every connection, and whether it has said anything yet. */
  readonly #sockets = new Map<Socket, { spoke: boolean }>();
  /** Those on which every request so far was plain. */
  readonly #plain = new Map<Socket, PlainConnection>();

  constructor(speakers: Speakers, handle: (conversation: Conversation) => void, headersMilliseconds: number) {
    this.#speakers = speakers;
    this.#handle = handle;
    this.#headersMilliseconds = headersMilliseconds;
  }

  accept(socket: Socket): void {
    const heard = { spoke: false };
    this.#sockets.set(socket, heard);
    // A client that resets its connection is no event for the server; the request's own handlers see it.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.#sockets.delete(socket);
      this.#plain.delete(socket);
    });
    const giveUp = (): void => void socket.destroy();
    socket.setTimeout(this.#headersMilliseconds, giveUp);
    socket.once("data", (first) => {
      heard.spoke = true;
      // From here on the bounds are those of whoever takes over.
      socket.setTimeout(0);
      socket.off("timeout", giveUp);
      this.#welcome(socket, first);
    });
  }

  /** Closes those that have not said anything. */
  closeSilent(): void {
    for (const [socket, { spoke }] of this.#sockets) if (!spoke) socket.destroy();
  }

  /** Closes those on which nothing is being answered. */
  closeIdle(): void {
    for (const [socket, connection] of this.#plain) if (connection.isIdle) socket.destroy();
    this.#speakers.closeIdle();
  }

  closeAll(): void {
    for (const socket of this.#sockets.keys()) socket.destroy();
  }

  /** Finds out who speaks on a connection, by the first byte that was heard on it. */
  #welcome(socket: Socket, first: Buffer): void {
    if (first[0] === PLAIN_START) {
      const connection = new PlainConnection(socket, { handle: this.#handle, handOver: this.#handOver });
      this.#plain.set(socket, connection);
      connection.start(first);
    } else if (first[0] === TLS_HANDSHAKE) {
      putBack(socket, first);
      this.#speakers.secure().then(
        (target) => hand(socket, target),
        // Why there is no certificate is said by whoever was to give one.
        () => socket.destroy(),
      );
    } else this.#handOver(socket, first);
  }

  readonly #handOver = (socket: Socket, unread: Buffer): void => {
    this.#plain.delete(socket);
    putBack(socket, unread);
    hand(socket, this.#speakers.http);
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
  const handleNode = (request: IncomingMessage, response: ServerResponse): void =>
    handle(new NodeConversation(request, response));
  const http = attended(createHttpServer(settings, handleNode));
  let https: HttpsServer | undefined;
  let making: Promise<HttpsServer> | undefined;
  const make = async (): Promise<HttpsServer> => {
    try {
      const { key, chain } = await certificate();
      // Loaded with the first TLS client: the start of every server would pay for it otherwise.
      const { createServer: createHttpsServer } = await import("node:https");
      https = attended(createHttpsServer({ ...settings, key, cert: chain }, handleNode));
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

/** What has been heard is there again for whoever takes the connection, and no more is heard until then. */
function putBack(socket: Socket, heard: Buffer): void {
  socket.pause();
  socket.unshift(heard);
}

/** Gives an accepted connection to a server that never listens itself. */
function hand(socket: Socket, target: { emit(event: "connection", socket: Socket): boolean }): void {
  target.emit("connection", socket);
  socket.resume();
}
