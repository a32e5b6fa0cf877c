/** Random filter policies and messages, over so few names and values that they often have to do with each other. */
import * as fc from "fast-check";
import type { PublishedAttribute } from "../../message/published-message.ts";
import { FILTER_POLICY_KEYS_MAX } from "../../limits.ts";
import type { Json, PolicyDocument, ReferenceAttribute, Scalar } from "./reference-matcher.fixture.ts";

const names = fc.constantFrom("a", "b", "c", "a.b", "b.a", "a.b.a");
const texts = fc.constantFrom("x", "y", "xy", "X", "yx", "xyx", '"', "x\\y", "10.0.0.1", "10.0.1.1", "");
const numbers = fc.constantFrom(0, 1, -1, 1.5, 1.000_001, 0.000_01, 2, 100);
const scalars: fc.Arbitrary<Scalar> = fc.oneof(
  { weight: 4, arbitrary: texts },
  { weight: 3, arbitrary: numbers },
  { weight: 1, arbitrary: fc.constantFrom(true, false, null) },
);

const pieces = fc.constantFrom("x", "y", "xy", "X", "yx", '"');
const ignoringCase = pieces.map((text) => ({ "equals-ignore-case": text }));
const prefixes = fc.oneof(pieces, ignoringCase).map((prefix) => ({ prefix }));
const suffixes = fc.oneof(pieces, ignoringCase).map((suffix) => ({ suffix }));
const wildcards = fc
  .constantFrom("*", "x*", "*x", "x*x", "x*y", "*y*", "x*x*", "*x*y*", "xy", "\\*x", "x\\\\y")
  .map((wildcard) => ({
    wildcard,
  }));
const anythingBut = fc
  .oneof(
    texts,
    numbers,
    fc.array(texts, { minLength: 1, maxLength: 3 }),
    fc.array(numbers, { minLength: 1, maxLength: 3 }),
    prefixes,
    suffixes,
    wildcards,
    ignoringCase,
    fc.array(pieces, { minLength: 1, maxLength: 2 }).map((list) => ({ "equals-ignore-case": list })),
  )
  .map((operand) => ({ "anything-but": operand }));
const bounds = fc.tuple(
  fc.constantFrom(">", ">="),
  fc.constantFrom(-2, -1, 0, 0.000_01, 1),
  fc.constantFrom("<", "<="),
  fc.constantFrom(1.000_01, 1.5, 2, 100),
);
const numeric = fc
  .oneof(fc.tuple(fc.constantFrom("=", "<", "<=", ">", ">="), numbers), bounds)
  .map((operand) => ({ numeric: [...operand] }));

const conditions = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: scalars },
    { weight: 2, arbitrary: fc.constantFrom({ exists: true }, { exists: false }) },
    { weight: 1, arbitrary: prefixes },
    { weight: 1, arbitrary: suffixes },
    { weight: 1, arbitrary: ignoringCase },
    { weight: 2, arbitrary: wildcards },
    { weight: 3, arbitrary: anythingBut },
    { weight: 3, arbitrary: numeric },
    { weight: 1, arbitrary: fc.constantFrom("10.0.0.0/24", "10.0.0.0/8", "0.0.0.0/0").map((cidr) => ({ cidr })) },
  ),
  { minLength: 1, maxLength: 3 },
);

/** Policies that are nested so deeply at most; `$or` does not count as nesting. */
function policies(levels: number, choices: number): fc.Arbitrary<PolicyDocument> {
  const value = levels > 0 ? fc.oneof({ weight: 2, arbitrary: conditions }, policies(levels - 1, choices)) : conditions;
  const keys: fc.Arbitrary<PolicyDocument> = fc.dictionary(names, value, { minKeys: 1, maxKeys: 3 });
  if (choices === 0) return keys;
  const $or = fc.array(policies(levels, choices - 1), { minLength: 2, maxLength: 3 });
  return fc.oneof(
    { weight: 3, arbitrary: keys },
    { weight: 1, arbitrary: $or.map((alternatives) => ({ $or: alternatives })) },
    { weight: 1, arbitrary: fc.tuple(keys, $or).map(([rest, alternatives]) => ({ ...rest, $or: alternatives })) },
  );
}

export const bodyPolicies = policies(2, 2).filter(hasFewKeys);
export const attributePolicies = policies(0, 2).filter(hasFewKeys);

function hasFewKeys(document: PolicyDocument): boolean {
  return keysOf(document) <= FILTER_POLICY_KEYS_MAX;
}

function keysOf(document: PolicyDocument): number {
  return Object.entries(document).reduce(
    (sum, [name, value]) => sum + (name === "$or" ? keysOfAll(value) : keysIn(value)),
    0,
  );
}

function keysIn(value: PolicyDocument[string]): number {
  // What is no list is a policy, by the type.
  return Array.isArray(value) ? 1 : keysOf(value as PolicyDocument);
}

function keysOfAll(alternatives: PolicyDocument[string]): number {
  // Every `$or` that is made above is a list of policies.
  return (alternatives as readonly PolicyDocument[]).reduce((sum, each) => sum + keysOf(each), 0);
}

function values(levels: number): fc.Arbitrary<Json> {
  if (levels === 0) return scalars;
  const inner = values(levels - 1);
  return fc.oneof(
    { weight: 2, arbitrary: scalars },
    { weight: 3, arbitrary: fc.array(inner, { maxLength: 3 }) },
    { weight: 4, arbitrary: fc.dictionary(names, inner, { maxKeys: 3 }) },
  );
}

export const bodies: fc.Arbitrary<Json> = fc.oneof(
  { weight: 20, arbitrary: fc.dictionary(names, values(3), { maxKeys: 4 }) },
  { weight: 1, arbitrary: values(1) },
);

const attribute: fc.Arbitrary<ReferenceAttribute> = fc.oneof(
  { weight: 8, arbitrary: texts.filter((text) => text !== "").map((value) => ({ type: "String" as const, value })) },
  { weight: 8, arbitrary: numbers.map((value) => ({ type: "Number" as const, value })) },
  {
    weight: 8,
    arbitrary: fc.array(scalars, { maxLength: 3 }).map((value) => ({ type: "String.Array" as const, value })),
  },
  { weight: 2, arbitrary: fc.constant({ type: "Binary" as const }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<ReferenceAttribute>(
      { type: "Number", value: undefined },
      { type: "String.Array", value: undefined },
    ),
  },
);

export const attributeSets: fc.Arbitrary<Readonly<Record<string, ReferenceAttribute>>> = fc.dictionary(
  names,
  attribute,
  {
    maxKeys: 5,
  },
);

/** The attributes as a message has them. */
export function published(attributes: Readonly<Record<string, ReferenceAttribute>>): readonly PublishedAttribute[] {
  return Object.entries(attributes).map(([name, given]) => {
    if (given.type === "Binary") return { name, dataType: "Binary", value: new Uint8Array([1]) };
    if (given.type === "String.Array") {
      return {
        name,
        dataType: "String.Array",
        value: given.value === undefined ? "[" : JSON.stringify(given.value),
      };
    }
    return { name, dataType: given.type, value: String(given.value) };
  });
}
