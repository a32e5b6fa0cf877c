import { array, assert, nat, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { MAXIMUM_LINE_BYTES } from "../limits.ts";
import { OutputReader } from "./output-reader.ts";

const TOKEN = "0123456789abcdef";
const mark = `\x1e${TOKEN}E00000000`;
const record = (text: string): string => `\x1e${TOKEN}L${Buffer.byteLength(text).toString(16).padStart(8, "0")}${text}`;

/** Reads `chunks` to the end, giving lines as text and marks as null. */
function read(chunks: readonly Buffer[]): (string | null)[] {
  const seen: (string | null)[] = [];
  const reader = new OutputReader(TOKEN, { line: (line) => seen.push(line.toString()), ended: () => seen.push(null) });
  for (const chunk of chunks) reader.push(chunk);
  reader.finish();
  return seen;
}

describe("the output of an environment", () => {
  it.each([
    ["lines", "a\nb\n", ["a", "b"]],
    ["a last line without its newline", "a\nb", ["a", "b"]],
    ["empty lines", "\n\n", ["", ""]],
    ["a record with newlines in it, as one", record("a\nb"), ["a\nb"]],
    ["an empty record", record(""), [""]],
    ["a line that a record interrupts", `pri${record("x")}nt\n`, ["pri", "x", "nt"]],
    ["a mark that closes a line", `print${mark}more\n`, ["print", null, "more"]],
    [
      "a mark that came between the halves of a record",
      `${record("abcd").slice(0, -2)}${mark}cd\n`,
      ["ab", null, "cd"],
    ],
    ["the first byte of a frame that is none", "a\x1eb\x1e\n", ["a\x1eb\x1e"]],
    ["a frame with a wrong length", `\x1e${TOKEN}Lzzzzzzzzafter\n`, ["", "after"]],
  ])("is read as %s", (_, text, expected) => {
    expect(read([Buffer.from(text)])).toEqual(expected);
  });

  it("is the same however the pipe cuts it", () => {
    const whole = Buffer.from(
      `one\ntwo ${record("re\ncord ü")}${mark}\x1e${TOKEN.slice(0, 5)}\n${record("")}${mark}end`,
    );
    assert(
      property(array(nat(whole.length), { maxLength: 12 }), (cuts) => {
        const ends = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
        const chunks = ends.slice(1).map((end, index) => whole.subarray(ends[index], end));
        expect(read(chunks)).toEqual(read([whole]));
      }),
    );
  });

  it("is cut where a line is too long, and nothing of it is lost", () => {
    const long = "x".repeat(2 * MAXIMUM_LINE_BYTES + 10);
    for (const text of [`${long}\n`, long, record(long)]) {
      const lines = read([Buffer.from(text)]).map((line) => line?.length);
      expect(lines).toEqual([MAXIMUM_LINE_BYTES, MAXIMUM_LINE_BYTES, 10]);
    }
  });
});
