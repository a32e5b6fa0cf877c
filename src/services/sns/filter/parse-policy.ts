/**
 * Filter policies: from a document to alternatives of conditions, with AWS's refusals and limits.
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
import {
  FILTER_POLICY_BYTES_MAX,
  FILTER_POLICY_COMBINATIONS_MAX,
  FILTER_POLICY_KEYS_MAX,
  WILDCARD_POINTS_MAX,
} from "../limits.ts";
import type { FilterPolicyScope } from "../subscription/subscription.ts";
import type { Condition } from "./condition.ts";
import { OPERATORS, parseCondition } from "./parse-condition.ts";
import { FilterPolicyRefusal } from "./refusal.ts";
import { wildcardPoints } from "./wildcard.ts";

/** One key and what it may be: any of the conditions does. */
export interface Leaf {
  /** An attribute's name, or the way to a member of the body with dots between its names. */
  readonly key: string;
  readonly conditions: readonly Condition[];
}

/** A policy with `$or` multiplied out: it is met when every leaf of any one alternative is. */
export interface FilterPolicy {
  readonly scope: FilterPolicyScope;
  readonly alternatives: readonly (readonly Leaf[])[];
}

/** A policy, or a part of one, as it was read. */
interface Node {
  readonly leaves: readonly (Leaf & { readonly depth: number })[];
  /** Each `$or` of this part: one of its alternatives must be met. */
  readonly choices: readonly (readonly Node[])[];
}

/** Reads a policy. @throws FilterPolicyRefusal */
export function parseFilterPolicy(text: string, scope: FilterPolicyScope): FilterPolicy {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    throw new FilterPolicyRefusal(`failed to parse JSON. ${reason}`);
  }
  if (!isObject(document)) throw new FilterPolicyRefusal("failed to parse JSON. Filter is not an object");
  if (Buffer.byteLength(text) > FILTER_POLICY_BYTES_MAX) throw tooComplex();
  const node = parseNode(document, scope, { path: "", depth: 1 });
  if (countLeaves(node) > FILTER_POLICY_KEYS_MAX) {
    throw new FilterPolicyRefusal("Filter policy can not have more than 5 keys");
  }
  if (combinations(node) > FILTER_POLICY_COMBINATIONS_MAX || points(node) > WILDCARD_POINTS_MAX) throw tooComplex();
  return { scope, alternatives: alternativesOf(node) };
}

function tooComplex(): FilterPolicyRefusal {
  return new FilterPolicyRefusal("Filter policy is too complex");
}

interface Place {
  readonly path: string;
  readonly depth: number;
}

function parseNode(document: Readonly<Record<string, unknown>>, scope: FilterPolicyScope, place: Place): Node {
  // A key that deep outweighs every limit, and reading on would only use up the stack.
  if (place.depth > FILTER_POLICY_COMBINATIONS_MAX) throw tooComplex();
  const leaves: (Leaf & { depth: number })[] = [];
  const choices: (readonly Node[])[] = [];
  for (const [name, value] of Object.entries(document)) {
    if (name === "$or" && isChoice(value)) {
      choices.push(value.map((each) => parseNode(each, scope, place)));
      continue;
    }
    const key = place.path === "" ? name : `${place.path}.${name}`;
    if (Array.isArray(value)) {
      if (value.length === 0) throw new FilterPolicyRefusal("Empty arrays are not allowed");
      leaves.push({ key, conditions: value.map(parseCondition), depth: place.depth });
    } else if (isObject(value)) {
      if (scope === "MessageAttributes") {
        throw new FilterPolicyRefusal(
          "Filter policy scope MessageAttributes does not support nested filter policy",
          "",
        );
      }
      if (Object.keys(value).length === 0) throw new FilterPolicyRefusal("Empty objects are not allowed");
      const nested = parseNode(value, scope, { path: key, depth: place.depth + 1 });
      for (const leaf of nested.leaves) leaves.push(leaf);
      choices.push(...nested.choices);
    } else throw new FilterPolicyRefusal(`"${name}" must be an object or an array`);
  }
  return { leaves, choices };
}

/**
 * `$or` is the operator only with two or more objects, none of which has a key that is a keyword; else it is a plain key.
 * https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html#or-operator
 */
function isChoice(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value) || value.length < 2) return false;
  return value.every((each) => isObject(each) && !Object.keys(each).some((key) => OPERATORS.has(key)));
}

/** Recorded: keys count where their conditions are, and again in each alternative that names them. */
function countLeaves(node: Node): number {
  let total = node.leaves.length;
  for (const choice of node.choices) for (const each of choice) total += countLeaves(each);
  return total;
}

/** Recorded: conditions times depth for each key, multiplied; the alternatives of `$or` are added. */
function combinations(node: Node): number {
  let product = 1;
  for (const leaf of node.leaves) product *= leaf.conditions.length * leaf.depth;
  for (const choice of node.choices) product *= choice.reduce((sum, each) => sum + combinations(each), 0);
  return product;
}

/** Measured: the wildcards of a key count once for each of its conditions. */
function points(node: Node): number {
  let total = 0;
  for (const { conditions } of node.leaves) {
    total += conditions.reduce((sum, each) => sum + conditionPoints(each), 0) * conditions.length;
  }
  for (const choice of node.choices) for (const each of choice) total += points(each);
  return total;
}

function conditionPoints(condition: Condition): number {
  if (condition.kind === "wildcard") return wildcardPoints(condition.pattern);
  if (condition.kind !== "anythingButText") return 0;
  return condition.conditions.reduce(
    (sum, each) => sum + (each.kind === "wildcard" ? wildcardPoints(each.pattern) + 1 : 0),
    0,
  );
}

/** Multiplies out `$or`; the limit on combinations, checked before, bounds how many come of it. */
function alternativesOf(node: Node): readonly (readonly Leaf[])[] {
  let alternatives: readonly (readonly Leaf[])[] = [node.leaves.map(({ key, conditions }) => ({ key, conditions }))];
  for (const choice of node.choices) {
    const options = choice.flatMap(alternativesOf);
    alternatives = alternatives.flatMap((before) => options.map((option) => [...before, ...option]));
  }
  return alternatives;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
