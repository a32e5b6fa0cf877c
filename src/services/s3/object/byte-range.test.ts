/** Range headers on an object of ten bytes, as recorded from AWS. */
import { describe, expect, it } from "vitest";
import { rangeOf } from "./byte-range.ts";

describe("rangeOf", () => {
  it.each([
    ["bytes=0-8", 0, 8],
    ["bytes=1-", 1, 9],
    ["bytes=-2", 8, 9],
    ["bytes=-15", 0, 9],
    ["bytes=0-100", 0, 9],
  ])("%s is %i to %i", (header, first, last) => {
    expect(rangeOf(header, 10)).toEqual({ first, last });
  });

  it.each(["bytes=1-0", "bytes=-1-", "bytes=0--1", "bytes=0-1,3-4", "octets=0-1", "0-1", "bytes=-"])(
    "%s is ignored",
    (header) => {
      expect(rangeOf(header, 10)).toBeUndefined();
    },
  );

  it.each(["bytes=100-200", "bytes=-0", "bytes=10-"])("%s cannot be satisfied", (header) => {
    expect(() => rangeOf(header, 10)).toThrow("The requested range is not satisfiable");
  });

  it("cannot be satisfied by an empty object", () => {
    expect(() => rangeOf("bytes=0-", 0)).toThrow("not satisfiable");
  });
});
