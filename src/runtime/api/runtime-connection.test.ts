import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RuntimeApi } from "./runtime-api.ts";

const event = {
  requestId: "id",
  payload: Buffer.from("[1]"),
  deadlineMilliseconds: 5000,
  nowMilliseconds: 2000,
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:f",
  traceHeader: "Root=1-a",
};

let api: RuntimeApi;
let host: string;
let socket: Socket;
let heard: string[];
/** How many events are there for whoever asks. */
let events: number;
let pieces: string[];
let whenAnswered: () => void;

beforeEach(async () => {
  heard = [];
  pieces = [];
  events = 1;
  whenAnswered = () => {};
  api = new RuntimeApi({
    connected: () => {},
    ready: () => {},
    waiting: () => setImmediate(() => events-- > 0 && api.deliver(event)),
    responded: (body) => heard.push(`response ${body.toString()}`),
    responseTooLarge: () => heard.push("too large"),
    failed: (body, errorType) => heard.push(`${errorType} ${body.toString()}`),
    initFailed: (body, errorType) => heard.push(`init ${errorType} ${body.toString()}`),
  });
  host = await api.listen();
  socket = connect({ host: "127.0.0.1", port: Number(host.split(":")[1]), noDelay: true });
  socket.on("data", (piece: Buffer) => {
    pieces.push(piece.toString("latin1"));
    whenAnswered();
  });
  await once(socket, "connect");
});
afterEach(() => {
  socket.destroy();
  api.close();
});

/** The statuses of the answers, in order. */
function statuses(): number[] {
  return [...pieces.join("").matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => Number(match[1]));
}

async function answered(count: number): Promise<number[]> {
  while (statuses().length < count) await new Promise<void>((resolve) => (whenAnswered = resolve));
  return statuses();
}

const next = (): string => `GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: ${host}\r\n\r\n`;

function answer(body: string, { id = "id", kind = "response", further = "" } = {}): string {
  const path = `/2018-06-01/runtime/invocation/${id}/${kind}`;
  const head = `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json`;
  return `${head}\r\nContent-Length: ${Buffer.byteLength(body)}${further}\r\n\r\n${body}`;
}

const CONVERSATIONS: [string, () => string, number[], string[]][] = [
  ["an answer", () => answer("2"), [200, 202], ["response 2"]],
  ["an empty answer", () => answer(""), [200, 202], ["response "]],
  ["characters of several bytes", () => answer('"é€😀"'), [200, 202], ['response "é€😀"']],
  [
    "an error with its type",
    () => answer("{}", { kind: "error", further: "\r\nLambda-Runtime-Function-Error-Type: Runtime.Special" }),
    [200, 202],
    ["Runtime.Special {}"],
  ],
  ["an answer to another event", () => answer("2", { id: "other" }) + answer("3"), [200, 400, 202], ["response 3"]],
  ["two answers", () => answer("2") + answer("3"), [200, 202, 400], ["response 2"]],
  ["the next event before an answer", () => next() + answer("2"), [200, 403, 202], ["response 2"]],
  ["a header that is not ours", () => answer("2", { further: "\r\nX-Other: 1" }), [200, 202], ["response 2"]],
  ["a page in a browser", () => answer("2", { further: "\r\nOrigin: https://evil.example" }), [200, 403], []],
  ["another host", () => answer("2").replace(host, "evil.example"), [200, 403], []],
  ["another path", () => next().replace("next", "last"), [200, 404], []],
];

describe("a connection of a bootstrap", () => {
  describe.each(CONVERSATIONS)("with %s", (_, rest, expected, listened) => {
    it("answers what comes in one piece", async () => {
      socket.write(next());
      await answered(1);
      socket.write(rest());
      expect(await answered(expected.length)).toEqual(expected);
      expect(heard).toEqual(listened);
    });

    it("answers what comes byte by byte, which Node's own parser reads, in the same way", async () => {
      socket.write(next());
      await answered(1);
      for (const byte of Buffer.from(rest())) {
        socket.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await answered(expected.length)).toEqual(expected);
      expect(heard).toEqual(listened);
    });
  });

  it("is given the next event together with the reply to its answer", async () => {
    events = 2;
    socket.write(next());
    await answered(1);
    pieces = [];
    socket.write(answer("2") + next());
    expect(await answered(2)).toEqual([202, 200]);
    expect(pieces).toHaveLength(1);
  });

  it("goes on to Node's own parser in the middle, and keeps the order", async () => {
    events = 2;
    socket.write(next());
    await answered(1);
    socket.write(answer("2") + next().replace("\r\n\r\n", "\r\nX-Other: 1\r\n\r\n"));
    expect(await answered(3)).toEqual([200, 202, 200]);
    expect(heard).toEqual(["response 2"]);
  });

  it("that ended waits for nothing", async () => {
    events = 0;
    const waits = new Promise<void>((resolve) => {
      const look = (): void => void (api.isWaiting ? resolve() : setImmediate(look));
      look();
    });
    socket.write(next());
    await waits;
    socket.destroy();
    await new Promise<void>((resolve) => {
      const look = (): void => void (api.isWaiting ? setImmediate(look) : resolve());
      look();
    });
    expect(api.isWaiting).toBe(false);
  });
});
