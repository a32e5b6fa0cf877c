/** One key of a pattern and what it may be, in the form in which values are tried against it. */
import { type Condition, type Scalar, meets } from "./condition.ts";

/** A key is met when any of its conditions is. */
export interface Leaf {
  /** An attribute's name, or the way to a member of the body with dots between its names. */
  readonly key: string;
  /** The values that are accepted as they are: however many there are, one look finds them. */
  readonly values: ReadonlySet<Scalar>;
  /** The conditions that have to be tried one by one. */
  readonly conditions: readonly Condition[];
  /** `exists: true`: whatever is there will do. */
  readonly acceptsPresence: boolean;
  /** `exists: false`. */
  readonly acceptsAbsence: boolean;
}

export function leafOf(key: string, conditions: readonly Condition[]): Leaf {
  const values = new Set<Scalar>();
  const others: Condition[] = [];
  const accepts = { presence: false, absence: false };
  for (const condition of conditions) {
    if (condition.kind === "equals") values.add(condition.value);
    else if (condition.kind !== "exists") others.push(condition);
    else if (condition.present) accepts.presence = true;
    else accepts.absence = true;
  }
  return { key, values, conditions: others, acceptsPresence: accepts.presence, acceptsAbsence: accepts.absence };
}

/** Whether a value that is there meets the key; numbers come as the dialect compares them. */
export function leafAccepts(leaf: Leaf, value: Scalar): boolean {
  if (leaf.acceptsPresence || leaf.values.has(value)) return true;
  for (const condition of leaf.conditions) if (meets(condition, value)) return true;
  return false;
}
