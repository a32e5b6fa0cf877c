/** The key encoding: what goes in comes out, and bytes order as values do. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeTextStart, number, printableKey, successor, text } from "./key.ts";

const arbitraryText = fc
  .oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom("a", "b", "\0", "\x01", "\x7f", "é", "\uffff", "😀") }),
  )
  .filter((value) => !/\p{Surrogate}/u.test(value));
const arbitraryNumber = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(3),
  fc.constantFrom(2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER),
);
const arbitraryRow = fc.tuple(arbitraryText, arbitraryNumber, arbitraryText);

type Row = readonly [string, number, string];

describe("the key encoding", () => {
  it("gives back what it was given, and only bytes", () => {
    fc.assert(
      fc.property(arbitraryRow, (row) => {
        const key = encode(row);
        expect([...key].every((character) => character.charCodeAt(0) < 256)).toBe(true);
        const reader = { key, position: 0 };
        expect([text.decode(reader), number.decode(reader), text.decode(reader)]).toEqual(row);
        expect(reader.position).toBe(key.length);
      }),
    );
  });

  it("orders keys as their parts, texts by their UTF-8 bytes", () => {
    fc.assert(
      fc.property(arbitraryRow, arbitraryRow, (left, right) => {
        expect(sign(encode(left), encode(right))).toBe(order(left, right));
      }),
      { numRuns: 1000 },
    );
  });

  it("puts a text before every longer one that it begins, even one that goes on with NUL", () => {
    const texts = ["", "\0", "\0\0", "a", "a\0", "a\0\0", "a\0b", "a\x01", "aa", "b"];
    const keys = texts.map((value) => text.encode(value) + number.encode(0));
    expect(keys.toSorted()).toEqual(keys);
  });

  it("starts every longer text with the start of the shorter one", () => {
    fc.assert(
      fc.property(arbitraryText, arbitraryText, (start, rest) => {
        expect(text.encode(start + rest).startsWith(encodeTextStart(start))).toBe(true);
      }),
    );
  });

  it.each([-1, 0.5, 2 ** 53, Number.NaN, Infinity])("refuses the number %d", (value) => {
    expect(() => number.encode(value)).toThrow("safe integer");
  });

  it("refuses a text that is not well-formed, which UTF-8 cannot tell from another", () => {
    expect(() => text.encode("a\ud800")).toThrow("well-formed");
  });

  it.each([
    ["a", "b"],
    ["a\xff", "b"],
    ["a\xff\xff", "b"],
    ["\x00", "\x01"],
  ])("finds the successor of %o", (prefix, expected) => {
    expect(successor(prefix)).toBe(expected);
  });

  it("has no successor for a prefix that nothing follows", () => {
    expect(() => successor("\xff")).toThrow("below 0xff");
  });

  it("prints keys so that a person can read them", () => {
    expect(printableKey("ab\0\xff c\\")).toBe("ab\\x00\\xff\\x20c\\x5c");
  });
});

function encode([first, second, third]: Row): string {
  return text.encode(first) + number.encode(second) + text.encode(third);
}

function sign(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function order(left: Row, right: Row): number {
  const first = Buffer.compare(Buffer.from(left[0]), Buffer.from(right[0]));
  return first || Math.sign(left[1] - right[1]) || Buffer.compare(Buffer.from(left[2]), Buffer.from(right[2]));
}
