/**
 * Filter policies on the message body. Keys below one array must be met by one and the same element of it.
 * A key with dots and nested keys mean the same, in the policy and in the message (recorded).
 */
import { type Scalar, meets } from "./condition.ts";
import { FILTERED_BODY_DEPTH_MAX } from "../limits.ts";
import type { Leaf } from "./parse-policy.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** A key that is looked for, and how much of its path is left from here. */
interface Wanted {
  readonly leaf: Leaf;
  /** Empty when the value at hand is the one that the conditions are for. */
  readonly rest: string;
}

/** Whether the body meets all of the leaves together. */
export function bodyMeets(leaves: readonly Leaf[], body: JsonObject): boolean {
  const wanted = leaves.filter((leaf) => !isMetByAbsence(leaf, body)).map((leaf) => ({ leaf, rest: leaf.key }));
  return valueMeets(wanted, body, 0);
}

/** Whether a member is there at the end of the path, an element of an array included; objects and arrays are not values. */
export function bodyHas(path: string, body: JsonObject): boolean {
  return hasValue(path, body, 0);
}

function isMetByAbsence({ key, conditions }: Leaf, body: JsonObject): boolean {
  const acceptsAbsence = conditions.some((condition) => condition.kind === "exists" && !condition.present);
  return acceptsAbsence && !bodyHas(key, body);
}

function valueMeets(wanted: readonly Wanted[], value: unknown, depth: number): boolean {
  if (wanted.length === 0) return true;
  if (depth > FILTERED_BODY_DEPTH_MAX) return false;
  if (Array.isArray(value)) return value.some((element) => valueMeets(wanted, element, depth + 1));
  if (isObject(value)) return membersMeet({ wanted, taken: new Map() }, value, depth);
  return wanted.every(
    // What JSON has besides objects and arrays is a scalar.
    ({ leaf, rest }) => rest === "" && leaf.conditions.some((each) => meets(each, value as Scalar)),
  );
}

/** Keys that still need a member of the object, and those that have one, by member. */
interface Assignment {
  readonly wanted: readonly Wanted[];
  readonly taken: ReadonlyMap<string, readonly Wanted[]>;
}

function membersMeet({ wanted, taken }: Assignment, object: JsonObject, depth: number): boolean {
  const [first, ...others] = wanted;
  if (first === undefined) {
    return [...taken].every(([name, group]) => valueMeets(group, object[name], depth + 1));
  }
  for (const { name, rest } of membersOnPath(first.rest, object)) {
    const group = [...(taken.get(name) ?? []), { leaf: first.leaf, rest }];
    if (membersMeet({ wanted: others, taken: new Map(taken).set(name, group) }, object, depth)) return true;
  }
  return false;
}

function hasValue(rest: string, value: unknown, depth: number): boolean {
  if (depth > FILTERED_BODY_DEPTH_MAX) return false;
  if (Array.isArray(value)) return value.some((element) => hasValue(rest, element, depth + 1));
  if (!isObject(value)) return rest === "";
  for (const step of membersOnPath(rest, value)) if (hasValue(step.rest, value[step.name], depth + 1)) return true;
  return false;
}

/** The members of `object` that the path can go through: `a.b.c` may begin with `a`, `a.b` or be a name itself. */
function* membersOnPath(path: string, object: JsonObject): Generator<{ name: string; rest: string }, void, undefined> {
  if (path === "") return;
  for (let dot = path.indexOf("."); dot >= 0; dot = path.indexOf(".", dot + 1)) {
    const name = path.slice(0, dot);
    const rest = path.slice(dot + 1);
    if (rest !== "" && Object.hasOwn(object, name)) yield { name, rest };
  }
  if (Object.hasOwn(object, path)) yield { name: path, rest: "" };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null;
}
