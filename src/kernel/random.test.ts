import { describe, expect, it } from "vitest";
import { bytes, fraction, seededRandom, systemRandom, text, uuid } from "./random.ts";

describe("seeded chance", () => {
  it("is the same for the same seed, and another for another", () => {
    const draw = (seed: number): string => Buffer.from(bytes(seededRandom(seed), 64)).toString("hex");
    expect(draw(7)).toBe(draw(7));
    expect(draw(7)).not.toBe(draw(8));
  });

  it("stays the sequence that it was, so that a recorded seed replays", () => {
    const random = seededRandom(42);
    expect(Array.from({ length: 4 }, () => random.uint32())).toMatchInlineSnapshot(`
      [
        660444221,
        3652823732,
        77672526,
        910233633,
      ]
    `);
  });

  it("is even: each of 16 values comes about as often as the others", () => {
    const random = seededRandom(1);
    const counts = Array.from({ length: 16 }, () => 0);
    for (let draw = 0; draw < 160_000; draw++) {
      const value = Math.floor(fraction(random) * 16);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});

it.each([seededRandom(3), systemRandom()])("makes version 4 UUIDs", (random) => {
  const made = new Set(Array.from({ length: 1_000 }, () => uuid(random)));
  expect(made.size).toBe(1_000);
  for (const each of made) {
    expect(each).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

it("draws text and bytes of the length that is asked for", () => {
  const random = seededRandom(5);
  expect(text(random, 12, "ab")).toMatch(/^[ab]{12}$/);
  for (const length of [0, 1, 3, 4, 7]) expect(bytes(random, length)).toHaveLength(length);
});
