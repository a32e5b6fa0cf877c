/**
 * Plain requests beside Node's own parser: whatever is accepted as plain, Node reads the same, byte for byte. The same
 * hostile bytes are given to both.
 */
import * as fc from "fast-check";
import { createServer, type IncomingMessage } from "node:http";
import { Duplex } from "node:stream";
import { describe, expect, it } from "vitest";
import { plainHeadOf } from "./plain-head.ts";

/** What one reader makes of the first request in some bytes. */
interface Reading {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

function plainReading(bytes: Buffer): Reading | undefined {
  const head = plainHeadOf(bytes);
  if (head === undefined || bytes.length < head.headBytes + head.bodyBytes) return undefined;
  const { target, headers, rawHeaders, headBytes, bodyBytes } = head;
  const body = bytes.toString("latin1", headBytes, headBytes + bodyBytes);
  return { method: "POST", target, version: "1.1", headers, rawHeaders, body };
}

/** Node's reading, through its server on a connection without a network; undefined when it refuses the request. */
function nodeReading(bytes: Buffer): Promise<Reading | undefined> {
  return new Promise((resolve) => {
    const connection = new Duplex({ read() {}, write: (_, __, done) => done() });
    const server = createServer(
      { maxHeaderSize: 32 * 1024 },
      (request) => void wholeOf(request).then(settle, () => settle(undefined)),
    );
    const settle = (reading: Reading | undefined): void => {
      resolve(reading);
      connection.destroy();
    };
    server.on("clientError", () => settle(undefined));
    server.emit("connection", connection);
    connection.on("error", () => {});
    connection.push(bytes);
    // Who has not read a request by then waits for more of it.
    void turns(50).then(() => settle(undefined));
  });
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function wholeOf(request: IncomingMessage): Promise<Reading> {
  const pieces: Buffer[] = [];
  // Without an encoding, pieces of a request are Buffers.
  for await (const piece of request) pieces.push(piece as Buffer);
  return {
    method: request.method ?? "",
    target: request.url ?? "",
    version: request.httpVersion,
    headers: { ...request.headers },
    rawHeaders: request.rawHeaders,
    body: Buffer.concat(pieces).toString("latin1"),
  };
}

const BODY = '{"QueueUrl":"q","MessageBody":"hello"}';
const PLAIN = [
  "POST / HTTP/1.1",
  "Host: localhost:4566",
  "X-Amz-Target: AmazonSQS.SendMessage",
  "Content-Type: application/x-amz-json-1.0",
  "Authorization: AWS4-HMAC-SHA256 Credential=test/20261127/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=ab",
  `Content-Length: ${BODY.length}`,
];
const bytesOf = (lines: readonly string[], body = BODY): Buffer =>
  Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`, "latin1");

describe("a plain head", () => {
  it("is read with its target, fields and lengths", () => {
    const bytes = bytesOf([...PLAIN, "X-Padded: \t spaced out \t ", "x-empty:"]);
    expect(plainHeadOf(bytes)).toEqual({
      target: "/",
      headers: {
        host: "localhost:4566",
        "x-amz-target": "AmazonSQS.SendMessage",
        "content-type": "application/x-amz-json-1.0",
        authorization: PLAIN[4]?.slice("Authorization: ".length),
        "content-length": String(BODY.length),
        "x-padded": "spaced out",
        "x-empty": "",
      },
      rawHeaders: expect.arrayContaining(["X-Padded", "spaced out", "X-Amz-Target"]) as unknown,
      headBytes: bytes.length - BODY.length,
      bodyBytes: BODY.length,
    });
  });

  it.each([
    ["another method", ["GET / HTTP/1.1", ...PLAIN.slice(1)]],
    ["another version", ["POST / HTTP/1.0", ...PLAIN.slice(1)]],
    ["a target that is no path", ["POST http://localhost/ HTTP/1.1", ...PLAIN.slice(1)]],
    ["no host", PLAIN.filter((line) => !line.startsWith("Host"))],
    ["an empty host", ["POST / HTTP/1.1", "Host: ", ...PLAIN.slice(2)]],
    ["two hosts", [...PLAIN, "host: other"]],
    ["no length", PLAIN.slice(0, -1)],
    ["two lengths", [...PLAIN, "Content-Length: 3"]],
    ["a length that is no number", [...PLAIN.slice(0, -1), "Content-Length: 0x10"]],
    ["white space behind its length", [...PLAIN.slice(0, -1), `Content-Length: ${BODY.length}\t`]],
    ["a signed length", [...PLAIN.slice(0, -1), "Content-Length: +5"]],
    ["a length above its bound", [...PLAIN.slice(0, -1), "Content-Length: 2097153"]],
    ["a transfer encoding beside its length", [...PLAIN, "Transfer-Encoding: chunked"]],
    ["an expectation", [...PLAIN, "Expect: 100-continue"]],
    ["an upgrade", [...PLAIN, "Connection: upgrade", "Upgrade: h2c"]],
    ["an end of the connection", [...PLAIN, "Connection: close"]],
    ["a folded field", [...PLAIN, "X-Folded: one", " two"]],
    ["white space before a colon", [...PLAIN, "X-Spaced : one"]],
    ["a field without a name", [...PLAIN, ": one"]],
    ["a field without a colon", [...PLAIN, "X-None"]],
    ["a lone line feed", [...PLAIN, "X-One: 1\nX-Two: 2"]],
    ["a lone carriage return", [...PLAIN, "X-One: 1\rX-Two: 2"]],
    ["a NUL", [...PLAIN, "X-One: \0"]],
    ["bytes beyond ASCII", [...PLAIN, "X-One: \xe9"]],
    ["a name that no object has as its own", [...PLAIN, "__proto__: 1"]],
    ["more fields than it may have", [...PLAIN, ...Array.from({ length: 100 }, (_, index) => `X-${index}: 1`)]],
    ["a head longer than it may be", [...PLAIN, `X-Long: ${"x".repeat(16 * 1024)}`]],
  ])("is not seen in a request with %s", (_, lines) => {
    expect(plainHeadOf(bytesOf(lines))).toBeUndefined();
  });

  it("is not seen before it is whole", () => {
    const bytes = bytesOf(PLAIN);
    for (let end = 0; end < bytes.length - BODY.length; end++) {
      expect(plainHeadOf(bytes.subarray(0, end))).toBeUndefined();
    }
  });
});

const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/);
const hostile = fc.constantFrom(
  ...'\r\n\0\t :;,=\x7f\x80\xff"()',
  "\r\n",
  "\r\n\r\n",
  "\n\n",
  "Content-Length: 3\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Connection: close\r\n",
  "Expect: 100-continue\r\n",
  "Host: a\r\n",
);
const field = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(token, fc.stringMatching(/^[\t -~]{0,30}$/)).map(([name, value]) => `${name}:${value}`),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "Connection: Keep-Alive",
      "Keep-Alive: timeout=5",
      "Cookie: a=1; b=2",
      "Content-Type: application/x-amz-json-1.0 \t",
      "Accept-Encoding: identity",
      "Content-Length: 007",
      "Date: now",
      "constructor: x",
      "__proto__: x",
      "Proxy-Connection: close",
      "TE: trailers",
      "Set-Cookie: a=1",
    ),
  },
);
const request = fc
  .tuple(
    fc.stringMatching(/^\/[!-~]{0,20}$/),
    fc.array(field, { maxLength: 6 }),
    fc.nat(6),
    fc.string({ maxLength: 20 }),
  )
  .map(([target, fields, at, body]) => {
    const bytes = Buffer.from(body, "utf8").toString("latin1");
    const lines = ["Host: localhost", ...fields.map((line) => line.replaceAll(/[^\t -~]/g, ""))];
    lines.splice(at, 0, `Content-Length: ${bytes.length}`);
    return `POST ${target} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${bytes}`;
  });
/** A request with pieces put in, taken out or changed at random places. */
const mutated = fc
  .tuple(request, fc.array(fc.tuple(fc.nat(), fc.nat(2), hostile), { maxLength: 3 }))
  .map(([text, changes]) =>
    changes.reduce((now, [place, kind, piece]) => {
      const at = place % (now.length + 1);
      return kind === 0
        ? now.slice(0, at) + piece + now.slice(at)
        : now.slice(0, at) + (kind === 1 ? "" : piece) + now.slice(at + 1);
    }, text),
  );

describe("beside Node's parser", () => {
  it("reads the same from whatever both accept, and accepts nothing that Node refuses", async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(request, mutated), async (text) => {
        const bytes = Buffer.from(text, "latin1");
        const plain = plainReading(bytes);
        if (plain === undefined) return;
        accepted++;
        // Exactly the bytes that were taken: Node would wait for more, or leave some over, if it saw another end.
        const end = (plainHeadOf(bytes)?.headBytes ?? 0) + plain.body.length;
        expect(await nodeReading(bytes.subarray(0, end))).toEqual(plain);
      }),
      { numRuns: 4_000 },
    );
    expect(accepted).toBeGreaterThan(500);
  });
});
