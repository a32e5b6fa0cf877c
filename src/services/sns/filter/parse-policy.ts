/**
 * Filter policies: from a document to keys and the combinations of them that let a message through, with AWS's refusals
 * and limits.
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
import {
  FILTER_POLICY_BYTES_MAX,
  FILTER_POLICY_COMBINATIONS_MAX,
  FILTER_POLICY_KEYS_MAX,
  WILDCARD_POINTS_MAX,
} from "../limits.ts";
import type { FilterPolicyScope } from "../subscription/subscription.ts";
import { type BodyPath, bodyPathOf } from "./body-path.ts";
import type { Condition } from "../../../platform/patterns/condition.ts";
import { type Leaf, leafOf } from "../../../platform/patterns/leaf.ts";
import { isChoice, parseCondition } from "../../../platform/patterns/parse-condition.ts";
import { PatternRefusal } from "../../../platform/patterns/pattern-refusal.ts";
import { FilterPolicyRefusal } from "./refusal.ts";
import type { WildcardPattern } from "../../../platform/patterns/wildcard.ts";
import { SNS_DIALECT } from "./sns-dialect.ts";

/** A policy, read once and ready to be tried on messages. */
export interface FilterPolicy {
  readonly scope: FilterPolicyScope;
  /** Every key of the policy. One that several alternatives of `$or` name is there several times. */
  readonly leaves: readonly Leaf[];
  /** `$or` multiplied out: sets of leaves, as bits, and a policy is met when all leaves of any one set are. */
  readonly alternatives: readonly number[];
  /** The leaves, as bits, that `exists: false` is a condition of. */
  readonly mayBeAbsent: number;
  /** Where the keys lead in a message body. */
  readonly path: BodyPath;
}

/** Reads a policy. @throws FilterPolicyRefusal */
export function parseFilterPolicy(text: string, scope: FilterPolicyScope): FilterPolicy {
  if (Buffer.byteLength(text) > FILTER_POLICY_BYTES_MAX) throw tooComplex();
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    throw new FilterPolicyRefusal(`failed to parse JSON. ${reason}`);
  }
  if (!isObject(document)) throw new FilterPolicyRefusal("failed to parse JSON. Filter is not an object");
  const leaves: ReadLeaf[] = [];
  const node = parseNode(document, { scope, leaves, path: undefined, depth: 1, level: 1 });
  // Recorded: keys count where their conditions are, and again in each alternative that names them.
  if (leaves.length > FILTER_POLICY_KEYS_MAX) {
    throw new FilterPolicyRefusal("Filter policy can not have more than 5 keys");
  }
  const points = leaves.reduce((sum, leaf) => sum + pointsOf(leaf), 0);
  if (combinations(node) > FILTER_POLICY_COMBINATIONS_MAX || points > WILDCARD_POINTS_MAX) throw tooComplex();
  const compiled = leaves.map(({ key, conditions }) => leafOf(key, conditions));
  return {
    scope,
    leaves: compiled,
    mayBeAbsent: compiled.reduce((bits, leaf, bit) => (leaf.acceptsAbsence ? bits | (1 << bit) : bits), 0),
    alternatives: alternativesOf(node),
    path: bodyPathOf(leaves.map(({ key }) => key)),
  };
}

function tooComplex(): FilterPolicyRefusal {
  return new FilterPolicyRefusal("Filter policy is too complex");
}

/** A key as it was read. */
interface ReadLeaf {
  readonly key: string;
  readonly conditions: readonly Condition[];
  /** How deep it is nested; 1 at the top. */
  readonly depth: number;
  /** Its bit in sets of leaves. Beyond the most keys that a policy may have it means nothing, and nobody asks for it. */
  readonly bit: number;
}

/** A policy, or a part of one, as it was read. */
interface Node {
  readonly leaves: readonly ReadLeaf[];
  /** Each `$or` of this part: one of its alternatives must be met. */
  readonly choices: readonly (readonly Node[])[];
}

interface Place {
  readonly scope: FilterPolicyScope;
  /** Every leaf of the policy, in the order of reading. */
  readonly leaves: ReadLeaf[];
  /** Names of the keys around, with dots between them; undefined at the top. */
  readonly path: string | undefined;
  readonly depth: number;
  /** How many objects are around, those of `$or` included. */
  readonly level: number;
}

function parseNode(document: Readonly<Record<string, unknown>>, place: Place): Node {
  // A policy that deep outweighs every limit, and reading on would only use up the stack.
  if (place.level > FILTER_POLICY_COMBINATIONS_MAX) throw tooComplex();
  const entries = Object.entries(document);
  if (entries.length === 0) throw new FilterPolicyRefusal("Empty objects are not allowed");
  const leaves: ReadLeaf[] = [];
  const choices: (readonly Node[])[] = [];
  for (const [name, value] of entries) {
    if (name === "$or" && isChoice(value)) {
      choices.push(value.map((each) => parseNode(each, { ...place, level: place.level + 1 })));
      continue;
    }
    const key = place.path === undefined ? name : `${place.path}.${name}`;
    if (Array.isArray(value)) {
      const leaf = parseLeaf(key, value, place);
      leaves.push(leaf);
      place.leaves.push(leaf);
    } else if (isObject(value)) {
      if (place.scope === "MessageAttributes") throw isNested();
      const nested = parseNode(value, { ...place, path: key, depth: place.depth + 1, level: place.level + 1 });
      for (const leaf of nested.leaves) leaves.push(leaf);
      for (const choice of nested.choices) choices.push(choice);
    } else throw new FilterPolicyRefusal(`"${name}" must be an object or an array`);
  }
  return { leaves, choices };
}

function parseLeaf(key: string, value: readonly unknown[], { depth, leaves }: Place): ReadLeaf {
  if (value.length === 0) throw new FilterPolicyRefusal("Empty arrays are not allowed");
  return { key, conditions: value.map(readCondition), depth, bit: 1 << leaves.length };
}

function readCondition(value: unknown): Condition {
  try {
    return parseCondition(value, SNS_DIALECT);
  } catch (error) {
    if (error instanceof PatternRefusal) throw new FilterPolicyRefusal(error.message);
    throw error;
  }
}

function isNested(): FilterPolicyRefusal {
  return new FilterPolicyRefusal("Filter policy scope MessageAttributes does not support nested filter policy", "");
}

/** Recorded: conditions times depth for each key, multiplied; the alternatives of `$or` are added. */
function combinations(node: Node): number {
  let product = 1;
  for (const leaf of node.leaves) product *= leaf.conditions.length * leaf.depth;
  for (const choice of node.choices) product *= choice.reduce((sum, each) => sum + combinations(each), 0);
  return product;
}

/** Measured: the wildcards of a key count once for each of its conditions. */
function pointsOf({ conditions }: ReadLeaf): number {
  return conditions.reduce((sum, each) => sum + conditionPoints(each), 0) * conditions.length;
}

function conditionPoints(condition: Condition): number {
  if (condition.kind === "wildcard") return wildcardPoints(condition.pattern);
  if (condition.kind !== "anythingButText") return 0;
  const [only] = condition.conditions;
  return only?.kind === "wildcard" ? wildcardPoints(only.pattern) + 1 : 0;
}

/**
 * What a pattern costs of a policy's budget of wildcards.
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
function wildcardPoints({ wildcards }: WildcardPattern): number {
  return wildcards > 1 ? 3 * wildcards : wildcards;
}

/** Multiplies out `$or`; the limit on keys, checked before, bounds how many sets come of it. */
function alternativesOf(node: Node): readonly number[] {
  let alternatives: readonly number[] = [node.leaves.reduce((bits, { bit }) => bits | bit, 0)];
  for (const choice of node.choices) {
    const options = choice.flatMap(alternativesOf);
    alternatives = alternatives.flatMap((before) => options.map((option) => before | option));
  }
  return alternatives;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
