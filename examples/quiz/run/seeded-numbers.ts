/** Chance from a seed, so that a run can be repeated. */

/** Draws of one seed. */
export interface SeededNumbers {
  /** A number from 0 up to, not including, 1. */
  fraction(): number;
  /** A whole number from 0 up to, not including, `below`. */
  whole(below: number): number;
  pick<T>(from: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
}

/** Mulberry32: 32 bits of state are plenty for test data. https://en.wikipedia.org/wiki/Weyl_sequence */
export function seededNumbers(seed: number): SeededNumbers {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (below: number): number => Math.floor(fraction() * below);
  return {
    fraction,
    whole,
    pick(from) {
      const picked = from[whole(from.length)];
      if (picked === undefined) throw new Error("nothing to pick from");
      return picked;
    },
    shuffled(items) {
      return items
        .map((item) => ({ item, at: fraction() }))
        .toSorted((one, other) => one.at - other.at)
        .map(({ item }) => item);
    },
  };
}
