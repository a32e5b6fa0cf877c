import { array, assert, nat, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { MAXIMUM_LINE_BYTES } from "../limits.ts";
import { LogFrames } from "./log-frames.ts";

function frame(text: string): Buffer {
  const content = Buffer.from(text);
  const header = Buffer.alloc(16);
  header.writeUInt32BE(0xa55a0003, 0);
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, content]);
}

function read(chunks: readonly Buffer[]): string[] {
  const seen: string[] = [];
  const frames = new LogFrames((content) => seen.push(content.toString()));
  for (const chunk of chunks) frames.push(chunk);
  frames.finish();
  return seen;
}

describe("the log records of a client", () => {
  it.each([
    ["a record", frame("a"), ["a"]],
    ["records with newlines in them", Buffer.concat([frame("a\nb\n"), frame("\n"), frame("")]), ["a\nb", "", ""]],
    ["the beginning of a record that ends there", frame("abcd").subarray(0, -2), ["ab"]],
    ["half a header", frame("abcd").subarray(0, 9), []],
    ["what is no frame, and frames behind it", Buffer.concat([Buffer.from("other\n"), frame("a")]), ["other", "a"]],
    [
      "a record longer than a line, in pieces",
      frame("x".repeat(MAXIMUM_LINE_BYTES + 1)),
      ["x".repeat(MAXIMUM_LINE_BYTES), "x"],
    ],
  ])("are %s", (_, bytes, expected) => {
    expect(read([bytes])).toEqual(expected);
  });

  it("are the same however the pipe cuts them", () => {
    const texts = array(string({ unit: "grapheme" }).map((text) => text.replace(/\n$/, "")));
    assert(
      property(texts, array(nat(40)), (records, cuts) => {
        const bytes = Buffer.concat(records.map(frame));
        const chunks: Buffer[] = [];
        let at = 0;
        for (const cut of cuts) chunks.push(bytes.subarray(at, (at += cut)));
        expect(read([...chunks, bytes.subarray(at)])).toEqual(records.map((text) => Buffer.from(text).toString()));
      }),
    );
  });
});
