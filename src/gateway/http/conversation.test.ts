/** Requests and answers over real connections, whoever leads the conversation: bounds, clients that leave, clients that are slow. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Departure } from "../departure.ts";
import { BodyTooLarge, type Conversation } from "./conversation.ts";
import { listen, type Listener } from "./listener.ts";

type Handle = (conversation: Conversation) => Promise<void>;
type Client = Socket & { heard: string };

let listener: Listener | undefined;
const clients: Socket[] = [];
afterEach(async () => {
  for (const each of clients) each.destroy();
  clients.length = 0;
  await listener?.close();
});

/** A client that has sent `text` to a server that does `handle`. */
async function client(handle: Handle, text: string): Promise<Client> {
  listener = await listen({
    host: "127.0.0.1",
    port: 0,
    certificate: () => Promise.reject(new Error("nobody asks for it")),
    handle: (conversation) => {
      handle(conversation).catch((error: unknown) => say(conversation, error instanceof Error ? error.name : ""));
    },
  });
  const socket = Object.assign(connect(listener.port, "127.0.0.1"), { heard: "" });
  clients.push(socket);
  socket.setEncoding("latin1").on("data", (piece: string) => (socket.heard += piece));
  socket.on("error", () => {});
  socket.write(text);
  return socket;
}

async function heard(socket: Client, text: string): Promise<void> {
  while (!socket.heard.includes(text)) await once(socket, "data");
}

function say(conversation: Conversation, body: string): Promise<void> {
  return conversation.answer({ status: 200, headers: [], body });
}

const LINE = "POST / HTTP/1.1\r\nHost: localhost\r\n";
/** The same request for each of those who lead conversations: the field in the second makes it none for the first. */
const SPEAKERS = [
  ["a plain connection", LINE],
  ["Node's server", `${LINE}TE: trailers\r\n`],
] as const;
const CHUNKED = `${LINE}Transfer-Encoding: chunked\r\n\r\n`;

const echo: Handle = async (conversation) => {
  const body = await conversation.readBody(10);
  await say(conversation, `[${Buffer.from(body).toString()}]`);
};

describe.each(SPEAKERS)("on %s", (name, head) => {
  it("is led by whom this test takes it to be", async () => {
    await heard(
      await client((talk) => say(talk, talk.constructor.name), `${head}Content-Length: 0\r\n\r\n`),
      "Conversation",
    );
    const led = name === "Node's server" ? "NodeConversation" : "PlainConversation";
    await heard(await client((talk) => say(talk, talk.constructor.name), `${head}Content-Length: 0\r\n\r\n`), led);
  });

  it.each([
    ["none", `Content-Length: 0\r\n\r\n`, "[]"],
    ["by its length", `Content-Length: 5\r\n\r\nhello`, "[hello]"],
    ["just within its bound", `Content-Length: 10\r\n\r\n0123456789`, "[0123456789]"],
    ["longer than its bound", `Content-Length: 11\r\n\r\n01234567890`, "BodyTooLarge"],
  ])("a body that is read whole: %s", async (_, rest, answer) => {
    await heard(await client(echo, head + rest), answer);
  });

  it("a body that comes slowly, and one after another on the same connection", async () => {
    const socket = await client(echo, `${head}Content-Length: 9\r\n\r\nsl`);
    await new Promise((resolve) => setImmediate(resolve));
    socket.write("owly");
    await new Promise((resolve) => setImmediate(resolve));
    socket.write("!!!");
    await heard(socket, "[slowly!!!]");
    socket.write(`${head}Content-Length: 6\r\n\r\nsecond`);
    await heard(socket, "[second]");
  });

  it("answers requests that come at once in their order", async () => {
    const slowFirst: Handle = async (conversation) => {
      const body = Buffer.from(await conversation.readBody(10)).toString();
      for (let turn = 0; turn < (body === "0" ? 20 : 0); turn++) await new Promise((resolve) => setImmediate(resolve));
      await say(conversation, `[${body}]`);
    };
    const all = Array.from({ length: 9 }, (_, index) => `${head}Content-Length: 1\r\n\r\n${index}`).join("");
    const socket = await client(slowFirst, all);
    await heard(socket, "[8]");
    expect(socket.heard.match(/\[\d\]/g)?.join("")).toBe("[0][1][2][3][4][5][6][7][8]");
  });

  it("leaves room for an answer to whoever stops reading", async () => {
    const impatient: Handle = async (conversation) => {
      for await (const _ of conversation.streamBody(100)) break;
      await say(conversation, "enough");
    };
    await heard(await client(impatient, `${head}Content-Length: 5\r\n\r\nhello`), "enough");
  });

  it("an answer has its length, every value of a name, and no length where there is no body", async () => {
    const headers = [
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ] as const;
    const end = "Content-Length: 0\r\n\r\n";
    const socket = await client((talk) => talk.answer({ status: 200, headers, body: "déjà" }), head + end);
    await heard(socket, "\r\n\r\n");
    expect(socket.heard).toMatch(/set-cookie: a=1\r\nset-cookie: b=2\r\n/);
    expect(socket.heard).toContain("content-length: 6");
    const bytes = await client(
      (talk) => talk.answer({ status: 200, headers, body: Buffer.from([0xff, 0]) }),
      head + end,
    );
    await heard(bytes, "\xff\0");
    expect(bytes.heard).toContain("content-length: 2");
    const empty = await client((talk) => talk.answer({ status: 204, headers: [], body: "left out" }), head + end);
    await heard(empty, "\r\n\r\n");
    expect(empty.heard).toMatch(/^HTTP\/1.1 204 No Content\r\n/);
    expect(empty.heard).not.toMatch(/content-length|left out/);
  });

  it("an answer says when, and that the connection stays, unless it says otherwise itself", async () => {
    const kept = await client((talk) => say(talk, "kept"), `${head}Content-Length: 0\r\n\r\n`);
    await heard(kept, "kept");
    expect(kept.heard).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(kept.heard).toMatch(/Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\nConnection: keep-alive\r\n/);
    expect(kept.heard).toContain("Keep-Alive: timeout=75\r\n");
    const headers = [["connection", "close"]] as const;
    const ended = await client(
      (talk) => talk.answer({ status: 403, headers, body: "go" }),
      `${head}Content-Length: 0\r\n\r\n`,
    );
    await once(ended, "close");
    expect(ended.heard).toMatch(/^HTTP\/1.1 403 Forbidden\r\n/);
    expect(ended.heard).not.toContain("keep-alive");
  });

  it.each([
    ["x-bad", "one\r\nx-smuggled: two"],
    ["x-bad", "\u2028"],
    ["x bad", "value"],
  ])("refuses the header %j with the value %j before anything is sent", async (header, value) => {
    const tells: Handle = async (conversation) => {
      const told = await conversation.answer({ status: 200, headers: [[header, value]], body: "" }).catch(String);
      await say(conversation, `[${conversation.hasBegun} ${told?.slice(0, 9) ?? ""}]`);
    };
    const socket = await client(tells, `${head}Content-Length: 0\r\n\r\n`);
    await heard(socket, "[false TypeError]");
    expect(socket.heard).not.toContain("smuggled");
  });

  it("an answer in pieces is put together by the client", async () => {
    async function* pieces(): AsyncIterable<Uint8Array> {
      yield Buffer.from("one ");
      yield Buffer.alloc(0);
      await new Promise((resolve) => setImmediate(resolve));
      yield Buffer.from("two");
    }
    const streams: Handle = (talk) => talk.answer({ status: 200, headers: [], body: pieces() });
    const socket = await client(streams, `${head}Content-Length: 0\r\n\r\n`);
    await heard(socket, "0\r\n\r\n");
    expect(socket.heard).toMatch(/transfer-encoding: chunked/i);
    expect(socket.heard).toMatch(/\r\n\r\n4\r\none \r\n3\r\ntwo\r\n0\r\n\r\n$/);
  });

  it("an answer is produced no faster than its client takes it, and no further once the client has left", async () => {
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
    const handle: Handle = (talk) => talk.answer({ status: 200, headers: [], body: endless() });
    const socket = await client(handle, `${head}Content-Length: 0\r\n\r\n`);
    await heard(socket, "\r\n\r\n");
    socket.pause();
    for (let turn = 0; turn < 500; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(produced).toBeLessThan(100);
    socket.destroy();
    await end;
  });

  it("an answer whose body breaks off breaks the connection: nobody takes the part for the whole", async () => {
    async function* breaking(): AsyncIterable<Uint8Array> {
      yield Buffer.from("first");
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error("damaged");
    }
    const told: unknown[] = [];
    const socket = await client(async (talk) => {
      await talk.answer({ status: 200, headers: [], body: breaking() }).catch((error: unknown) => told.push(error));
    }, `${head}Content-Length: 0\r\n\r\n`);
    await once(socket, "close");
    expect(socket.heard).toContain("first");
    expect(socket.heard).not.toMatch(/0\r\n\r\n$/);
    expect(told).toHaveLength(1);
  });

  describe("departure", () => {
    /** The departure of a request that the server holds in its hands. */
    async function held(
      stopping = new AbortController().signal,
    ): Promise<{ socket: Socket; conversation: Conversation; departure: Departure }> {
      let taken = (_: Conversation): void => {};
      const waiting = new Promise<Conversation>((resolve) => (taken = resolve));
      const socket = await client(async (talk) => taken(talk), `${head}Content-Length: 0\r\n\r\n`);
      const conversation = await waiting;
      return { socket, conversation, departure: new Departure(conversation, stopping) };
    }

    function over(conversation: Conversation): Promise<void> {
      return new Promise((resolve) => conversation.whenOver(resolve));
    }

    it("is told when the client leaves, also to whoever asks only then", async () => {
      const { socket, conversation, departure } = await held();
      const { signal } = departure;
      expect([signal.aborted, departure.isUnwanted, departure.isOver]).toEqual([false, false, false]);
      const gone = over(conversation);
      socket.destroy();
      await gone;
      expect([signal.aborted, departure.isUnwanted, departure.isOver]).toEqual([true, true, true]);
      expect(new Departure(conversation, new AbortController().signal).signal.aborted).toBe(true);
      await say(conversation, "to nobody");
    });

    it("is not told when the answer was complete", async () => {
      const { conversation, departure } = await held();
      const { signal } = departure;
      const answered = over(conversation);
      await say(conversation, "done");
      await answered;
      expect([signal.aborted, departure.isUnwanted, conversation.isOver]).toEqual([false, false, true]);
    });

    it("is told when the server stops, and when it has stopped", async () => {
      const stopping = new AbortController();
      const { conversation, departure } = await held(stopping.signal);
      const { signal } = departure;
      expect(departure.signal).toBe(signal);
      stopping.abort();
      expect([signal.aborted, departure.isUnwanted]).toEqual([true, true]);
      expect(new Departure(conversation, stopping.signal).signal.aborted).toBe(true);
      expect(departure.isOver).toBe(false);
    });
  });
});

describe("a plain connection", () => {
  it("hears no more from a client that asks without end and does not read its answers", async () => {
    let asked = 0;
    const large: Handle = (talk) => {
      asked++;
      return talk.answer({ status: 200, headers: [], body: Buffer.alloc(1_000_000) });
    };
    const socket = await client(large, `${LINE}Content-Length: 0\r\n\r\n`.repeat(1_000));
    await heard(socket, "\r\n\r\n");
    socket.pause();
    for (let turn = 0; turn < 500; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBeLessThan(200);
  });
});

describe("what only Node's server reads", () => {
  it.each([
    ["no body", `${LINE}\r\n`, "[]"],
    ["in chunks", `${CHUNKED}3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n`, "[hello]"],
    ["in no chunks", `${CHUNKED}0\r\n\r\n`, "[]"],
    ["longer than its bound by what it declares", `${LINE}TE: x\r\nContent-Length: 11\r\n\r\n`, "BodyTooLarge"],
    ["longer than its bound in chunks", `${CHUNKED}b\r\n01234567890\r\n`, "BodyTooLarge"],
  ])("a body that is read whole: %s", async (_, sent, answer) => {
    await heard(await client(echo, sent), answer);
  });

  it("is empty for whoever reads it a second time", async () => {
    const twice: Handle = async (conversation) => {
      const [first, second] = [await conversation.readBody(10), await conversation.readBody(10)];
      await say(conversation, `[${first.length},${second.length}]`);
    };
    await heard(await client(twice, `${CHUNKED}0\r\n\r\n`), "[0,0]");
  });

  it("ends the connection with the answer when some of the body was not read", async () => {
    const socket = await client((talk) => say(talk, "no"), `${LINE}TE: x\r\nContent-Length: 50\r\n\r\nhello`);
    await once(socket, "close");
    expect(socket.heard).toMatch(/connection: close/i);
  });

  it("is refused when the client leaves before its end", async () => {
    let refused = (_: unknown): void => {};
    const refusal = new Promise((resolve) => (refused = resolve));
    let begun = (): void => {};
    const beginning = new Promise<void>((resolve) => (begun = resolve));
    const socket = await client((talk) => {
      begun();
      return talk.readBody(10).then(() => expect.unreachable(), refused);
    }, `${LINE}TE: x\r\nContent-Length: 5\r\n\r\nhel`);
    await beginning;
    socket.destroy();
    expect(await refusal).toBeInstanceOf(Error);
  });

  it("stops at the bound of a body in pieces", async () => {
    const read: Handle = async (conversation) => {
      let size = 0;
      for await (const piece of conversation.streamBody(10)) size += piece.length;
      await say(conversation, `[${size}]`);
    };
    await heard(await client(read, `${CHUNKED}a\r\n0123456789\r\n0\r\n\r\n`), "[10]");
    await heard(await client(read, `${CHUNKED}b\r\n01234567890\r\n`), BodyTooLarge.name);
  });

  it("takes a connection over in the middle, with what was heard and not answered", async () => {
    const plain = `${LINE}Content-Length: 5\r\n\r\nfirst`;
    const socket = await client(
      echo,
      `${plain}GET / HTTP/1.1\r\nHost: localhost\r\n\r\n${LINE}Content-Length: 5\r\n\r\nthird`,
    );
    await heard(socket, "[third]");
    expect(socket.heard.match(/\[\w*\]/g)).toEqual(["[first]", "[]", "[third]"]);
  });
});
