/** What is remembered, what is forgotten, and that nobody can change it. */
import { expect, it } from "vitest";
import { frozen, remembered } from "./remembered.ts";

it("makes again only what is not among the texts that were asked for last", () => {
  const made: string[] = [];
  const make = remembered((text) => {
    made.push(text);
    return { text };
  }, 2);
  const first = make("a");
  expect(make("b")).toEqual({ text: "b" });
  expect(make("a")).toBe(first);
  make("c");
  expect(make("a")).toBe(first);
  make("b");
  expect(made).toEqual(["a", "b", "c", "b"]);
});

it("remembers no failure", () => {
  let calls = 0;
  const make = remembered((text) => {
    if (++calls === 1) throw new Error("not now");
    return text;
  }, 2);
  expect(() => make("a")).toThrow("not now");
  expect(make("a")).toBe("a");
});

it("freezes data to its last leaf", () => {
  const data = frozen({ list: [{ name: "a" }], nothing: null });
  expect(() => Object.assign(data.list[0] ?? {}, { name: "b" })).toThrow(TypeError);
  expect(() => data.list.push({ name: "c" })).toThrow(TypeError);
});
