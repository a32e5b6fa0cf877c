/** The sorted map against a plain one, large enough for leaves to split and to join. */
import { describe, expect, it } from "vitest";
import { seededRandom } from "../kernel/random.ts";
import { SortedMap } from "./sorted-map.ts";
import type { RangeOptions } from "./store.ts";

function keysOf(map: SortedMap<number>, range: RangeOptions): string[] {
  const keys: string[] = [];
  const cursor = map.cursor(range);
  for (let key = cursor.peek(undefined); key !== undefined; key = cursor.peek(key)) {
    keys.push(key);
    cursor.advance();
  }
  return keys;
}

describe("the sorted map", () => {
  it.each([1, 2, 3])("keeps its keys in order through insertions and deletions at random (seed %i)", (seed) => {
    const random = seededRandom(seed);
    const map = new SortedMap<number>();
    const model = new Map<string, number>();
    for (let round = 0; round < 20; round++) {
      const deleting = round % 3 === 2;
      for (let step = 0; step < 3000; step++) {
        const key = String(random.uint32() % 20_000).padStart(5, "0");
        if (deleting) {
          map.delete(key);
          model.delete(key);
        } else {
          map.set(key, step);
          model.set(key, step);
        }
      }
      const sorted = [...model.keys()].toSorted();
      expect(keysOf(map, { from: "", to: "9" })).toEqual(sorted.filter((key) => key < "9"));
      expect(keysOf(map, { from: "03", to: "12", reverse: true })).toEqual(
        sorted.filter((key) => key >= "03" && key < "12").toReversed(),
      );
      expect(map.size).toBe(model.size);
    }
    for (const key of model.keys()) map.delete(key);
    expect(keysOf(map, { from: "", to: "9" })).toEqual([]);
  });

  it("goes on behind what was visited when keys come and go", () => {
    const map = new SortedMap<number>();
    for (const key of ["a", "c", "e"]) map.set(key, 0);
    const cursor = map.cursor({ from: "a", to: "z" });
    expect(cursor.peek(undefined)).toBe("a");
    cursor.advance();
    map.delete("c");
    map.set("b", 0);
    map.set("A", 0);
    expect(cursor.peek("a")).toBe("b");
    cursor.advance();
    expect(cursor.peek("b")).toBe("e");
    cursor.advance();
    expect(cursor.peek("e")).toBeUndefined();
  });
});
