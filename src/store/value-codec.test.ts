/** Values that are shared by all who read them, and those that are not. */
import { expect, it } from "vitest";
import { SHARED_ROW_BYTES_MAX, SHARED_ROWS_MAX } from "./limits.ts";
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

it.each([
  ["small", "a", true],
  ["large", "a".repeat(SHARED_ROW_BYTES_MAX), false],
])("reads a %s shared value once for the same bytes, and nobody can change it", (_, tag, isFoundByContent) => {
  let reads = 0;
  const codec = sharedRecord<Stack>((stack) => ({ ...stack, name: `${stack.name}-${++reads}` }));
  const bytes = codec.encode({ name: "shop", tags: [tag] });
  const first = codec.decode(bytes);
  expect(first).toEqual({ name: "shop-1", tags: [tag] });
  expect(codec.decode(bytes)).toBe(first);
  expect(() => first.tags.push("b")).toThrow(TypeError);
  expect(codec.decode(Uint8Array.from(bytes)) === first).toBe(isFoundByContent);
  expect(codec.decode(codec.encode({ name: "other", tags: [tag] })).name).toMatch(/^other-/);
});

it("forgets the small values that were read longest ago", () => {
  let reads = 0;
  const codec = sharedRecord<Stack>((stack) => ({ ...stack, name: `${++reads}` }));
  const first = codec.encode(STACK);
  codec.decode(first);
  for (let each = 0; each < SHARED_ROWS_MAX; each++) codec.decode(codec.encode({ name: `${each}`, tags: [] }));
  expect(codec.decode(first).name).toBe(String(SHARED_ROWS_MAX + 2));
});
