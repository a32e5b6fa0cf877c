import { describe, expect, it } from "vitest";
import { latest } from "./latest.ts";

describe("what a function said last", () => {
  it.each([
    [["a", "a", "a"], ["a"]],
    [
      ["a", "b", "a"],
      ["a", "b", "a"],
    ],
    [
      ["refused", "refused"],
      ["refused", "refused"],
    ],
  ])("of %j is worked out for %j", (asked, worked) => {
    const done: string[] = [];
    const upper = latest((text: string) => {
      done.push(text);
      if (text === "refused") throw new Error("no");
      return text.toUpperCase();
    });
    for (const each of asked) {
      if (each === "refused") expect(() => upper(each)).toThrow("no");
      else expect(upper(each)).toBe(each.toUpperCase());
    }
    expect(done).toEqual(worked);
  });

  it("is not that of an equal argument, which may be another one later", () => {
    const count = latest((list: readonly string[]) => list.length);
    expect([count(["a"]), count(["a", "b"])]).toEqual([1, 2]);
  });
});
