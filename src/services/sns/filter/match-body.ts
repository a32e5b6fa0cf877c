/**
 * Filter policies on the message body: one walk finds which keys of a policy can be met together.
 *
 * Keys below one array must be met by one and the same element of it (measured), so it is not enough to know of each
 * key whether it is met. A policy has five keys at most: which of their 32 combinations can be met fits into one number,
 * a `Together`, and is put together from the values of a body upwards. The walk sees each value once, so that its cost
 * grows with the body and with nothing else.
 */
import { FILTERED_BODY_DEPTH_MAX, FILTER_POLICY_KEYS_MAX } from "../limits.ts";
import type { BodyPath } from "./body-path.ts";
import { comparableNumber } from "./comparable-number.ts";
import type { Scalar } from "../../../platform/patterns/condition.ts";
import { type Leaf, leafAccepts } from "../../../platform/patterns/leaf.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Combinations of keys that can be met together. Keys are bits of a combination, the first key being bit 0; combinations
 * are bits of this number, so that bit 0 is the combination of no key, which is always met.
 */
type Together = number;
const NOTHING: Together = 1;

/** What a body has for a policy's keys. */
export interface BodyMatch {
  readonly together: Together;
  /** The keys, as bits, that lead to a value; objects and arrays are not values. */
  readonly present: number;
}

/** Looks for the keys of a policy in a body. */
export function matchBody(leaves: readonly Leaf[], path: BodyPath, body: JsonObject): BodyMatch {
  const walk: Walk = { leaves, present: 0 };
  const together = valueMeets(walk, { path, depth: 0 }, body);
  return { together, present: walk.present };
}

/** Whether all keys of `wanted`, as bits, can be met together. */
export function areMet(together: Together, wanted: number): boolean {
  return ((together >>> wanted) & 1) === 1;
}

interface Walk {
  readonly leaves: readonly Leaf[];
  present: number;
}

interface Position {
  readonly path: BodyPath;
  readonly depth: number;
}

function valueMeets(walk: Walk, position: Position, value: unknown): Together {
  // What JSON has besides objects and arrays is a scalar.
  if (typeof value !== "object" || value === null) return scalarMeets(walk, position.path, value as Scalar);
  const { path, depth } = position;
  if (depth > FILTERED_BODY_DEPTH_MAX) return NOTHING;
  let together = NOTHING;
  if (Array.isArray(value)) {
    // One element has to do for all of the keys: what different elements meet does not add up.
    for (const element of value) together |= valueMeets(walk, { path, depth: depth + 1 }, element);
    return together;
  }
  // JSON knows no further kind of value.
  const object = value as JsonObject;
  for (const name of path.names ?? Object.keys(object)) {
    if (!Object.hasOwn(object, name)) continue;
    const behind = path.behind(name);
    if (behind === undefined) continue;
    together = joined(together, valueMeets(walk, { path: behind, depth: depth + 1 }, object[name]));
  }
  return together;
}

function scalarMeets(walk: Walk, { ends }: BodyPath, value: Scalar): Together {
  if (ends.length === 0) return NOTHING;
  const compared = typeof value === "number" ? comparableNumber(value) : value;
  let met = 0;
  for (const index of ends) {
    walk.present |= 1 << index;
    const leaf = walk.leaves[index];
    if (leaf !== undefined && leafAccepts(leaf, compared)) met |= 1 << index;
  }
  return COMBINATIONS_WITHIN[met] ?? NOTHING;
}

/** Members of an object stand beside each other: each combination of one can go with each of the other. */
function joined(one: Together, other: Together): Together {
  if (one === NOTHING) return other;
  if (other === NOTHING) return one;
  let together = 0;
  for (let firsts = one; firsts !== 0; firsts = withoutLowest(firsts)) {
    const first = lowestOf(firsts);
    for (let seconds = other; seconds !== 0; seconds = withoutLowest(seconds)) {
      together |= 1 << (first | lowestOf(seconds));
    }
  }
  return together;
}

/** The lowest bit that is set. */
function lowestOf(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

function withoutLowest(bits: number): number {
  return bits & (bits - 1);
}

const COMBINATIONS = 2 ** FILTER_POLICY_KEYS_MAX;

/** For each combination of keys, it and those that are part of it. */
const COMBINATIONS_WITHIN: readonly Together[] = Array.from({ length: COMBINATIONS }, (_, whole) => {
  let together = 0;
  for (let part = 0; part < COMBINATIONS; part++) if ((part & whole) === part) together |= 1 << part;
  return together;
});
