import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InvocationOutcome, ResponseSink } from "../platform/ports/function-runtime.ts";
import { document, messages, openWorkbench, type Workbench } from "./function-workbench.fixture.ts";
import { MAXIMUM_RESPONSE_BYTES } from "./limits.ts";

let bench: Workbench;
beforeAll(() => {
  bench = openWorkbench();
});
afterAll(() => bench.close());

/** Keeps what comes; `onPiece` may hold the function up. */
class Reader implements ResponseSink {
  contentType: string | undefined;
  text = "";
  readonly #onPiece: () => Promise<void>;

  constructor(onPiece: () => Promise<void> = () => Promise.resolve()) {
    this.#onPiece = onPiece;
  }

  begin(contentType: string): void {
    this.contentType = contentType;
  }

  write(piece: Uint8Array): Promise<void> {
    this.text += Buffer.from(piece).toString("utf8");
    return this.#onPiece();
  }
}

const streaming = (body: string): Record<string, string> => ({
  "index.js": `exports.handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} })`,
});

async function read(
  body: string,
  spec: Parameters<Workbench["define"]>[1] = {},
): Promise<{ reader: Reader; outcome: InvocationOutcome }> {
  const reader = new Reader();
  const outcome = await bench.run(bench.define(streaming(body), spec), { a: 1 }, { response: reader });
  return { reader, outcome };
}

describe("a streamed response", () => {
  it.each<[string, string, string, string]>([
    ["text", "stream.write('one '); stream.write('two'); stream.end()", "application/octet-stream", "one two"],
    ["nothing", "stream.end()", "application/octet-stream", ""],
    ["objects, as JSON", "stream.write(event); stream.end([2])", "application/octet-stream", '{"a":1}[2]'],
    ["a content type", "stream.setContentType('text/plain'); stream.end('x')", "text/plain", "x"],
    [
      "the prelude of an HTTP response",
      "stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { a: 'b' } }); stream.write('x'); stream.end()",
      "application/vnd.awslambda.http-integration-response",
      '{"statusCode":201,"headers":{"a":"b"}}\0\0\0\0\0\0\0\0x',
    ],
    [
      "what a pipeline brings",
      "await require('stream/promises').pipeline(require('stream').Readable.from(['a', 'b']), stream)",
      "application/octet-stream",
      "ab",
    ],
  ])("carries %s", async (_, body, contentType, text) => {
    const { reader, outcome } = await read(body);
    expect(outcome).toMatchObject({ kind: "returned" });
    expect(outcome.payload).toHaveLength(0);
    expect(reader).toMatchObject({ contentType, text });
  });

  it("is there while the function still runs", async () => {
    // The function goes on only after its first piece has been read, which the sink makes known by a file.
    const spec = bench.define(
      streaming(`stream.write('first'); const fs = require('fs');
        while (!fs.existsSync('read')) await new Promise(setImmediate);
        stream.end(' second')`),
    );
    const { writeFileSync } = await import("node:fs");
    const reader = new Reader(() => {
      writeFileSync(`${spec.codeDirectory}/read`, "");
      return Promise.resolve();
    });
    expect(await bench.run(spec, {}, { response: reader })).toMatchObject({ kind: "returned" });
    expect(reader.text).toBe("first second");
  });

  it("waits for its reader, and the function with it", async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let arrive = (): void => {};
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const reader = new Reader(() => {
      arrive();
      return held;
    });
    const spec = bench.define(streaming("stream.end(Buffer.alloc(20e6, 'x'))"));
    const running = bench.run(spec, {}, { response: reader });
    await arrived;
    const before = reader.text.length;
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(reader.text.length).toBe(before);
    release();
    expect(await running).toMatchObject({ kind: "returned" });
    expect(reader.text.length).toBe(20e6);
  });

  it("is collected for a caller who wants it whole", async () => {
    const outcome = await bench.run(bench.define(streaming("stream.write('{\"a\":'); stream.end('1}')")));
    expect(outcome.kind).toBe("returned");
    expect(document(outcome)).toEqual({ a: 1 });
  });

  it("that is too large for such a caller is AWS's error, and the environment lives on", async () => {
    const spec = bench.define(
      streaming(`if (event.small) return stream.end('1'); stream.end('x'.repeat(${MAXIMUM_RESPONSE_BYTES + 1}))`),
    );
    expect(document(await bench.run(spec))).toMatchObject({ errorType: "Function.ResponseSizeTooLarge" });
    const next = await bench.run(spec, { small: true });
    expect(document(next)).toBe(1);
    expect(next.initDurationMilliseconds).toBeUndefined();
  });

  it.each<[string, string, string, string]>([
    ["before its first byte", "throw new TypeError('early')", "", "TypeError"],
    ["in the middle", "stream.write('half'); throw new RangeError('late')", "half", "RangeError"],
    [
      "by its source",
      "stream.write('half'); stream.destroy(new RangeError('lost')); await new Promise(() => {})",
      "half",
      "RangeError",
    ],
    ["without an end", "stream.write('half')", "half", "Error"],
  ])("that fails %s says why", async (_, body, text, errorType) => {
    const { reader, outcome } = await read(body);
    expect(outcome.kind).toBe("failed");
    expect(document(outcome)).toMatchObject({ errorType });
    expect(reader.text).toBe(text);
    expect(messages(outcome).some((line) => line.includes(`Invoke Error \t{"errorType":"${errorType}"`))).toBe(true);
  });

  it("with an error larger than most headers still says why", async () => {
    const { outcome } = await read("stream.write('half'); throw new Error('x'.repeat(100_000))");
    expect(document(outcome)).toMatchObject({ errorMessage: "x".repeat(100_000) });
  });

  it("that its process leaves in the middle ends as an exit", async () => {
    const { reader, outcome } = await read("await new Promise((done) => stream.write('half', done)); process.exit(3)");
    expect(outcome.kind).toBe("exited");
    expect(document(outcome)).toMatchObject({ errorType: "Runtime.ExitError" });
    expect(reader.text).toBe("half");
  });

  it("may be made by a handler of three parameters in nodejs24.x", async () => {
    const { reader } = await read("stream.end(context.functionName.slice(0, 4))", { runtime: "nodejs24.x" });
    expect(reader.text).toBe("work");
  });

  it("is not made by a handler that is not async", async () => {
    const files = { "index.js": "exports.handler = awslambda.streamifyResponse((event, stream) => {})" };
    expect(document(await bench.run(bench.define(files)))).toMatchObject({
      errorMessage: "Streaming does not support non-async handlers.",
    });
  });
});
