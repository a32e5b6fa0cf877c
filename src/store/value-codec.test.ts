/** Values that are shared by all who read them, and those that are not. */
import { expect, it } from "vitest";
import { record, sharedRecord } from "./value-codec.ts";

interface Stack {
  readonly name: string;
  readonly tags: string[];
}
const STACK: Stack = { name: "shop", tags: ["a"] };

it("reads a value of its own each time", () => {
  const codec = record<Stack>();
  const bytes = codec.encode(STACK);
  codec.decode(bytes).tags.push("b");
  expect(codec.decode(bytes)).toEqual(STACK);
});

it("reads shared values once for the same bytes, and nobody can change them", () => {
  let reads = 0;
  const codec = sharedRecord<Stack>((stack) => ({ ...stack, name: `${stack.name}-${++reads}` }));
  const bytes = codec.encode(STACK);
  const first = codec.decode(bytes);
  expect(first).toEqual({ name: "shop-1", tags: ["a"] });
  expect(codec.decode(bytes)).toBe(first);
  expect(() => first.tags.push("b")).toThrow(TypeError);
  expect(codec.decode(codec.encode(STACK)).name).toBe("shop-2");
});
