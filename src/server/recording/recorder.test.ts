/** The bounds of recordings: listeners, lines that wait, and bodies that are too long. */
import { describe, expect, it } from "vitest";
import { CallLines } from "./call-lines.ts";
import { BODY_BYTES, CALLS_WAITING, LISTENERS } from "./limits.ts";
import { Recorder } from "./recorder.ts";

const call = { service: "s3", operation: "PutObject", account: "1", region: "r", endpoint: "e", input: {} };

async function firstLines(body: AsyncIterable<Uint8Array> | undefined): Promise<Record<string, unknown>[]> {
  for await (const piece of body ?? []) {
    const lines = Buffer.from(piece).toString().trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }
  return [];
}

it("nobody who listens costs nothing", () => {
  expect(new Recorder(() => 0).tap(call)).toBeUndefined();
});

it("so many may listen, and whoever leaves makes room", () => {
  const recorder = new Recorder(() => 0);
  const leaving = new AbortController();
  const { signal } = new AbortController();
  for (let count = 1; count < LISTENERS; count++) expect(recorder.listen(signal)).toBeDefined();
  expect(recorder.listen(leaving.signal)).toBeDefined();
  expect(recorder.listen(signal)).toBeUndefined();
  leaving.abort();
  expect(recorder.listen(signal)).toBeDefined();
});

it("a recording that is ended gives what was answered before, and makes room", async () => {
  const recorder = new Recorder(() => 7);
  const listened = recorder.listen(new AbortController().signal);
  recorder.tap(call)?.answered({});
  expect(recorder.end(1)).toBe(true);
  expect(recorder.tap(call)).toBeUndefined();
  let text = "";
  for await (const piece of listened ?? []) text += Buffer.from(piece).toString();
  const [head, answered, ...more] = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(head).toEqual({ recording: 1, at: 7 });
  expect(answered).toMatchObject({ operation: "PutObject", status: 200 });
  expect(more).toEqual([]);
  expect(recorder.end(1)).toBe(false);
});

it("what comes too fast for a listener is counted", async () => {
  const lines = new CallLines();
  for (let count = 0; count < CALLS_WAITING + 3; count++) lines.add("{}");
  const read = await firstLines(lines.read(new AbortController().signal));
  expect(read).toHaveLength(CALLS_WAITING + 1);
  expect(read.at(-1)).toEqual({ lost: 3 });
});

describe("a body", () => {
  it.each([
    [BODY_BYTES, true],
    [BODY_BYTES + 1, false],
  ])("of %d bytes is kept: %s", async (length, isKept) => {
    const recorder = new Recorder(() => 7);
    const listened = recorder.listen(new AbortController().signal);
    const given = Object.assign(pieces(length), { trailers: "behind it" });
    const tapped = recorder.tap({ ...call, input: { Key: "a", Body: given } });
    const { Body } = (tapped?.input ?? {}) as { Body: AsyncIterable<Uint8Array> & { trailers: string } };
    let read = 0;
    for await (const piece of Body) read += piece.length;
    tapped?.refused(503, "SlowDown");
    const [head, line] = await firstLines(listened);
    expect(read).toBe(length);
    expect(Body.trailers).toBe("behind it");
    expect(head).toEqual({ recording: 1, at: 7 });
    expect(line).toMatchObject({ at: 7, operation: "PutObject", status: 503, error: "SlowDown" });
    expect("input" in (line ?? {})).toBe(isKept);
  });
});

async function* pieces(length: number): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(length - 1);
  yield new Uint8Array(1);
}
