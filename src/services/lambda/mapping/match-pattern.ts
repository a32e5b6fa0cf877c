/**
 * Whether a document has what a pattern asks for. What stands below one list must be met by one and the same element of
 * it. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import type { Scalar } from "../../../platform/patterns/condition.ts";
import { type Leaf, leafAccepts } from "../../../platform/patterns/leaf.ts";

/** What an object must have: all of it. */
export interface PatternNode {
  readonly leaves: readonly { readonly name: string; readonly path: readonly string[]; readonly leaf: Leaf }[];
  readonly members: readonly { readonly name: string; readonly node: PatternNode }[];
  /** Each `$or`: one of its alternatives must be met. */
  readonly choices: readonly (readonly PatternNode[])[];
}

type JsonObject = Readonly<Record<string, unknown>>;

export function matchesPattern(pattern: PatternNode, document: JsonObject): boolean {
  return objectMeets(pattern, document, new Presence(document));
}

/** @param object undefined where the document has none: then only what asks for absence is met */
function objectMeets(node: PatternNode, object: JsonObject | undefined, presence: Presence): boolean {
  for (const { name, path, leaf } of node.leaves) {
    if (scalarsOf(memberOf(object, name)).some((value) => leafAccepts(leaf, value))) continue;
    if (!leaf.acceptsAbsence || presence.has(path)) return false;
  }
  for (const { name, node: below } of node.members) {
    const objects = objectsOf(memberOf(object, name));
    if (objects.length === 0 ? !objectMeets(below, undefined, presence) : !anyMeets(below, objects, presence)) {
      return false;
    }
  }
  return node.choices.every((alternatives) => alternatives.some((each) => objectMeets(each, object, presence)));
}

function anyMeets(node: PatternNode, objects: readonly JsonObject[], presence: Presence): boolean {
  return objects.some((object) => objectMeets(node, object, presence));
}

/** What a document has anywhere: `exists: false` asks for the whole of it, also where the rest is met by one element. */
class Presence {
  readonly #document: JsonObject;
  readonly #known = new Map<readonly string[], boolean>();

  constructor(document: JsonObject) {
    this.#document = document;
  }

  /** Whether the path leads to a value that is neither an object nor an empty list. */
  has(path: readonly string[]): boolean {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    let objects: readonly JsonObject[] = [this.#document];
    for (const name of path.slice(0, -1)) objects = objects.flatMap((object) => objectsOf(memberOf(object, name)));
    const last = path.at(-1) ?? "";
    const found = objects.some((object) => scalarsOf(memberOf(object, last)).length > 0);
    this.#known.set(path, found);
    return found;
  }
}

function memberOf(object: JsonObject | undefined, name: string): unknown {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The values at a place: itself, or those in its list. Objects are not values, their members are. */
function scalarsOf(value: unknown): readonly Scalar[] {
  if (value === undefined) return [];
  // What JSON has besides objects and lists is a scalar.
  if (typeof value !== "object" || value === null) return [value as Scalar];
  return flat(value).filter((each): each is Scalar => typeof each !== "object" || each === null);
}

/** The objects at a place: itself, or those in its list. */
function objectsOf(value: unknown): readonly JsonObject[] {
  if (typeof value !== "object" || value === null) return [];
  // What is an object and no list has members.
  if (!Array.isArray(value)) return [value as JsonObject];
  return flat(value).filter((each): each is JsonObject => typeof each === "object" && each !== null);
}

/** Lists in lists are one list. Without recursion: how deep they nest is for whoever sends the message to say. */
function flat(value: object): readonly unknown[] {
  if (!Array.isArray(value)) return [];
  const elements: unknown[] = [];
  const open: { readonly list: readonly unknown[]; next: number }[] = [{ list: value, next: 0 }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const element = top.list[top.next++];
    if (top.next > top.list.length) open.pop();
    else if (Array.isArray(element)) open.push({ list: element, next: 0 });
    else elements.push(element);
  }
  return elements;
}
