/** Texts into memory. */
import { expect, it } from "vitest";
import { writeText } from "./write-text.ts";

it.each(["", "plain", "Prüfung/試験/🎓", "\ud800 alone", "x".repeat(1_000), `${"x".repeat(150)}ü`])(
  "writes %j as Buffer does",
  (text) => {
    const target = Buffer.alloc(4_000, 0xff);
    const expected = Buffer.from(text);
    expect(writeText(target, text, 7)).toBe(expected.length);
    expect(target.subarray(7, 7 + expected.length)).toEqual(expected);
    expect(target[7 + expected.length]).toBe(0xff);
  },
);
