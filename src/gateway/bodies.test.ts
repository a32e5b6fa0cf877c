/** Bodies in and out, over real connections: bounds, clients that leave, clients that are slow, and what comes after. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Departure } from "./departure.ts";
import { BodyTooLarge, readBody, streamBody } from "./read-body.ts";
import { send } from "./send.ts";

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A client that has sent `text` to a server that does `handle`. */
async function client(handle: Handle, text: string): Promise<Socket & { heard: string }> {
  server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.end(error instanceof Error ? error.name : "");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A listening TCP server's address is never a string.
  const socket = Object.assign(connect((server.address() as AddressInfo).port, "127.0.0.1"), { heard: "" });
  socket.setEncoding("latin1").on("data", (piece: string) => (socket.heard += piece));
  socket.on("error", () => {});
  socket.write(text);
  return socket;
}

async function heard(socket: Socket & { heard: string }, text: string): Promise<void> {
  while (!socket.heard.includes(text)) await once(socket, "data");
}

const HEAD = "POST / HTTP/1.1\r\nHost: localhost\r\n";
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;
const echo: Handle = async (request, response) => {
  const body = await readBody(request, 10);
  response.end(`[${Buffer.from(body).toString()}]`);
};

describe("a body that is read whole", () => {
  it.each([
    ["none", `${HEAD}\r\n`, "[]"],
    ["by its length", `${HEAD}Content-Length: 5\r\n\r\nhello`, "[hello]"],
    ["in chunks", `${CHUNKED}3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n`, "[hello]"],
    ["in no chunks", `${CHUNKED}0\r\n\r\n`, "[]"],
    ["just within its bound", `${HEAD}Content-Length: 10\r\n\r\n0123456789`, "[0123456789]"],
    ["longer than its bound by what it declares", `${HEAD}Content-Length: 11\r\n\r\n`, "BodyTooLarge"],
    ["longer than its bound in chunks", `${CHUNKED}b\r\n01234567890\r\n`, "BodyTooLarge"],
  ])("%s", async (_, sent, answer) => {
    await heard(await client(echo, sent), answer);
  });

  it("is empty for whoever reads it a second time", async () => {
    const twice: Handle = async (request, response) => {
      const [first, second] = [await readBody(request, 10), await readBody(request, 10)];
      response.end(`[${first.length},${second.length}]`);
    };
    await heard(await client(twice, `${CHUNKED}0\r\n\r\n`), "[0,0]");
  });

  it("is refused when the client leaves before its end", async () => {
    let refused = (_: unknown): void => {};
    const refusal = new Promise((resolve) => (refused = resolve));
    let begun = (): void => {};
    const beginning = new Promise<void>((resolve) => (begun = resolve));
    const socket = await client((request) => {
      begun();
      return readBody(request, 10).then(() => expect.unreachable(), refused);
    }, `${HEAD}Content-Length: 5\r\n\r\nhel`);
    await beginning;
    socket.destroy();
    expect(await refusal).toBeInstanceOf(Error);
  });
});

describe("a body in pieces", () => {
  it("stops at its bound", async () => {
    const read: Handle = async (request, response) => {
      let size = 0;
      for await (const piece of streamBody(request, 10)) size += piece.length;
      response.end(`[${size}]`);
    };
    await heard(await client(read, `${CHUNKED}a\r\n0123456789\r\n0\r\n\r\n`), "[10]");
    server?.closeAllConnections();
    await heard(await client(read, `${CHUNKED}b\r\n01234567890\r\n`), BodyTooLarge.name);
  });

  it("leaves room for an answer to whoever stops reading", async () => {
    const impatient: Handle = async (request, response) => {
      for await (const _ of streamBody(request, 100)) break;
      response.end("enough");
    };
    await heard(await client(impatient, `${HEAD}Content-Length: 50\r\n\r\nhello`), "enough");
  });
});

describe("an answer", () => {
  it("has its length, every value of a name, and no length where there is no body", async () => {
    const headers = [
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ] as const;
    const socket = await client((_, response) => send(response, { status: 200, headers, body: "déjà" }), `${HEAD}\r\n`);
    await heard(socket, "\r\n\r\n");
    expect(socket.heard).toMatch(/set-cookie: a=1\r\nset-cookie: b=2\r\n/);
    expect(socket.heard).toContain("content-length: 6");
    server?.closeAllConnections();
    const empty = await client((_, response) => send(response, { status: 204, headers: [], body: "" }), `${HEAD}\r\n`);
    await heard(empty, "\r\n\r\n");
    expect(empty.heard).not.toContain("content-length");
  });

  it("is produced no faster than its client takes it, and no further once the client has left", async () => {
    let produced = 0;
    let ended = (): void => {};
    const end = new Promise<void>((resolve) => (ended = resolve));
    async function* endless(): AsyncIterable<Uint8Array> {
      try {
        for (;;) {
          produced++;
          yield Buffer.alloc(1_000_000);
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        ended();
      }
    }
    const handle: Handle = (_, response) => send(response, { status: 200, headers: [], body: endless() });
    const socket = await client(handle, `${HEAD}\r\n`);
    await heard(socket, "\r\n\r\n");
    socket.pause();
    for (let turn = 0; turn < 500; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(produced).toBeLessThan(100);
    socket.destroy();
    await end;
  });

  it("whose body breaks off breaks the connection: nobody takes the part for the whole", async () => {
    async function* breaking(): AsyncIterable<Uint8Array> {
      yield Buffer.from("first");
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error("damaged");
    }
    const told: unknown[] = [];
    const socket = await client(async (_, response) => {
      await send(response, { status: 200, headers: [], body: breaking() }).catch((error: unknown) => told.push(error));
    }, `${HEAD}\r\n`);
    await once(socket, "close");
    expect(socket.heard).toContain("first");
    expect(socket.heard).not.toMatch(/0\r\n\r\n$/);
    expect(told).toHaveLength(1);
  });
});

describe("departure", () => {
  /** The departure of a request that the server holds in its hands. */
  async function held(
    stopping = new AbortController().signal,
  ): Promise<{ socket: Socket; response: ServerResponse; departure: Departure }> {
    let taken = (_: ServerResponse): void => {};
    const waiting = new Promise<ServerResponse>((resolve) => (taken = resolve));
    const socket = await client(async (_, response) => taken(response), `${HEAD}\r\n`);
    const response = await waiting;
    return { socket, response, departure: new Departure(response, stopping) };
  }

  it("is told when the client leaves, also to whoever asks only then", async () => {
    const { socket, response, departure } = await held();
    const { signal } = departure;
    expect([signal.aborted, departure.isOver]).toEqual([false, false]);
    const closed = once(response, "close");
    socket.destroy();
    await closed;
    expect([signal.aborted, departure.isOver]).toEqual([true, true]);
    expect(new Departure(response, new AbortController().signal).signal.aborted).toBe(true);
  });

  it("is not told when the answer was complete", async () => {
    const { response, departure } = await held();
    const { signal } = departure;
    const closed = once(response, "close");
    response.end("done");
    await closed;
    expect([signal.aborted, departure.isOver]).toEqual([false, false]);
  });

  it("is told when the server stops, and when it has stopped", async () => {
    const stopping = new AbortController();
    const { response, departure } = await held(stopping.signal);
    const { signal } = departure;
    expect(departure.signal).toBe(signal);
    stopping.abort();
    expect(signal.aborted).toBe(true);
    expect(new Departure(response, stopping.signal).signal.aborted).toBe(true);
    expect(departure.isOver).toBe(false);
  });
});
