/** Rows in memory: they lie beside their like, keep what they say, and long ones lie alone. */
import { expect, it } from "vitest";
import { ROW_MEMORY_BYTES, ROW_MEMORY_SHARED_BYTES } from "./limits.ts";
import { RowMemory } from "./row-memory.ts";

it.each([0, 1, ROW_MEMORY_SHARED_BYTES, ROW_MEMORY_SHARED_BYTES + 1, 3 * ROW_MEMORY_BYTES])(
  "keeps %i bytes",
  (length) => {
    const memory = new RowMemory();
    const rows = Array.from({ length: 50 }, (_, index) => new Uint8Array(length).fill(index + 1));
    const kept = rows.map((row) => memory.keep(row));
    const expected = rows.map((row) => [...row]);
    for (const row of rows) row.fill(0);
    expect(kept.map((row) => [...row])).toEqual(expected);
  },
);

it("lays short rows into one piece of memory, and gives a long one its own", () => {
  const memory = new RowMemory();
  const [one, other, long] = [10, 20, ROW_MEMORY_SHARED_BYTES + 1].map((length) => memory.keep(new Uint8Array(length)));
  expect(other?.buffer).toBe(one?.buffer);
  expect(long?.buffer.byteLength).toBe(ROW_MEMORY_SHARED_BYTES + 1);
});
