/**
 * Whether a request meets a line of a condition block.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { SECOND_MILLISECONDS } from "../../kernel/durations.ts";
import { blockContains, parseAddressBlock } from "../patterns/address-block.ts";
import { PatternRefusal } from "../patterns/pattern-refusal.ts";
import { globMatches, readGlob, type VariableValue } from "./glob.ts";
import { type ConditionLine, PolicyUnreadable } from "./policy-document.ts";
import type { ContextValues } from "./request-context.ts";

/** Compares one value of the request with one value of the policy. */
type Comparison = (actual: string, expected: string, valueOf: VariableValue | undefined) => boolean;

interface Operator {
  readonly compare: Comparison;
  /** None of the policy's values may compare, instead of one that must. */
  readonly isNegated?: boolean;
}

const equals: Comparison = (actual, expected, valueOf) => actual === filledIn(expected, valueOf);
const equalsIgnoringCase: Comparison = (actual, expected, valueOf) =>
  actual.toLowerCase() === filledIn(expected, valueOf)?.toLowerCase();
const like: Comparison = (actual, expected, valueOf) => {
  const glob = readGlob(expected, valueOf);
  return glob !== undefined && globMatches(glob, actual);
};
const numeric = (holds: (actual: number, expected: number) => boolean): Operator => ({
  compare: (actual, expected) => holds(Number(actual), Number(expected)),
});
const dated = (holds: (actual: number, expected: number) => boolean): Operator => ({
  compare: (actual, expected) => holds(timeOf(actual), timeOf(expected)),
});

/** By name in lower case. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["stringequals", { compare: equals }],
  ["stringnotequals", { compare: equals, isNegated: true }],
  ["stringequalsignorecase", { compare: equalsIgnoringCase }],
  ["stringnotequalsignorecase", { compare: equalsIgnoringCase, isNegated: true }],
  ["stringlike", { compare: like }],
  ["stringnotlike", { compare: like, isNegated: true }],
  ["numericequals", numeric((actual, expected) => actual === expected)],
  ["numericnotequals", { ...numeric((actual, expected) => actual === expected), isNegated: true }],
  ["numericlessthan", numeric((actual, expected) => actual < expected)],
  ["numericlessthanequals", numeric((actual, expected) => actual <= expected)],
  ["numericgreaterthan", numeric((actual, expected) => actual > expected)],
  ["numericgreaterthanequals", numeric((actual, expected) => actual >= expected)],
  ["dateequals", dated((actual, expected) => actual === expected)],
  ["datenotequals", { ...dated((actual, expected) => actual === expected), isNegated: true }],
  ["datelessthan", dated((actual, expected) => actual < expected)],
  ["datelessthanequals", dated((actual, expected) => actual <= expected)],
  ["dategreaterthan", dated((actual, expected) => actual > expected)],
  ["dategreaterthanequals", dated((actual, expected) => actual >= expected)],
  ["bool", { compare: equalsIgnoringCase }],
  ["binaryequals", { compare: (actual, expected) => actual === expected }],
  ["ipaddress", { compare: inBlock }],
  ["notipaddress", { compare: inBlock, isNegated: true }],
  ["arnequals", { compare: arnLike }],
  ["arnlike", { compare: arnLike }],
  ["arnnotequals", { compare: arnLike, isNegated: true }],
  ["arnnotlike", { compare: arnLike, isNegated: true }],
]);

const FORM = /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/i;

/** @throws PolicyUnreadable for an operator that there is not; UnknownContextKey */
export function meets(
  { operator: written, key, values }: ConditionLine,
  context: ContextValues,
  valueOf: VariableValue | undefined,
): boolean {
  const [, set, name = "", ifExists] = FORM.exec(written) ?? [];
  const actual = context(key);
  if (name.toLowerCase() === "null") return values.some((each) => (each === "true") === (actual.length === 0));
  const operator = OPERATORS.get(name.toLowerCase());
  if (operator === undefined) throw new PolicyUnreadable(`There is no condition operator ${written}.`);
  const { compare, isNegated = false } = operator;
  const holds = (value: string): boolean => values.some((each) => compare(value, each, valueOf)) !== isNegated;
  if (actual.length === 0) return absentMeets({ set, isNegated, isOptional: ifExists !== undefined });
  return set?.toLowerCase() === "forallvalues" ? actual.every(holds) : actual.some(holds);
}

interface AbsentKey {
  readonly set: string | undefined;
  readonly isNegated: boolean;
  readonly isOptional: boolean;
}

function absentMeets({ set, isNegated, isOptional }: AbsentKey): boolean {
  if (set !== undefined) return set.toLowerCase() === "forallvalues" || isOptional;
  return isNegated || isOptional;
}

/** The text with its variables as they are, and its wildcards as characters. */
function filledIn(text: string, valueOf: VariableValue | undefined): string | undefined {
  if (valueOf === undefined || !text.includes("${")) return text;
  const glob = readGlob(text.replaceAll("*", "${*}").replaceAll("?", "${?}"), valueOf);
  return glob === undefined ? undefined : String.fromCharCode(...glob);
}

const ARN_PARTS = 6;

/** The six parts are compared each by itself, so that a wildcard in one does not reach into the next. */
function arnLike(actual: string, expected: string, valueOf: VariableValue | undefined): boolean {
  const [given, wanted] = [arnParts(actual), arnParts(expected)];
  return wanted.length === given.length && wanted.every((part, index) => like(given[index] ?? "", part, valueOf));
}

function arnParts(text: string): readonly string[] {
  const parts = text.split(":");
  return parts.length < ARN_PARTS ? parts : [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(":")];
}

/** ISO 8601, or seconds since the epoch. */
function timeOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * SECOND_MILLISECONDS : Date.parse(text);
}

function inBlock(actual: string, expected: string): boolean {
  const whole = expected.includes(":") ? "128" : "32";
  try {
    return blockContains(parseAddressBlock(expected.includes("/") ? expected : `${expected}/${whole}`), actual);
  } catch (error) {
    // What is no address block contains nothing.
    if (error instanceof PatternRefusal) return false;
    throw error;
  }
}
