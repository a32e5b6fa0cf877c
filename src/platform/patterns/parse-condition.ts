/** Reads the conditions of a pattern's key, with the refusals that all services of AWS share. */
import { parseAddressBlock } from "./address-block.ts";
import type { Bound, Condition, Scalar, TextCondition } from "./condition.ts";
import type { PatternDialect } from "./pattern-dialect.ts";
import { PatternRefusal } from "./pattern-refusal.ts";
import { parseWildcard } from "./wildcard.ts";

/** The words that make an object a condition rather than a nested pattern. */
export const OPERATORS: ReadonlySet<string> = new Set([
  "prefix",
  "suffix",
  "equals-ignore-case",
  "cidr",
  "anything-but",
  "exists",
  "wildcard",
  "numeric",
]);

/** Reads one element of a key's list. @throws PatternRefusal */
export function parseCondition(value: unknown, dialect: PatternDialect): Condition {
  if (isScalar(value)) return { kind: "equals", value: comparable(value, dialect) };
  const [name, operand] = onlyMember(value, "Match value must be String, number, true, false, or null");
  switch (name) {
    case "cidr":
      return { kind: "cidr", block: parseAddressBlock(textOperand("prefix", operand)) };
    case "exists":
      if (typeof operand !== "boolean") {
        throw new PatternRefusal("exists match pattern must be either true or false.");
      }
      return { kind: "exists", present: operand };
    case "numeric":
      return parseNumeric(operand, dialect);
    case "anything-but":
      return parseAnythingBut(operand, dialect);
    default:
      return parseTextCondition({ name, operand, otherwise: `Unrecognized match type ${name}` }, dialect);
  }
}

interface WrittenTextCondition {
  readonly name: string;
  readonly operand: unknown;
  /** What is said when it is no condition on text. */
  readonly otherwise: string;
}

function parseTextCondition(
  { name, operand, otherwise }: WrittenTextCondition,
  dialect: PatternDialect,
): TextCondition {
  switch (name) {
    case "prefix":
    case "suffix": {
      if (typeof operand !== "object" || operand === null || Array.isArray(operand)) {
        return { kind: name, text: textOperand(name, operand), ignoreCase: false };
      }
      const [inner, text] = onlyMember(operand, `${name} match pattern must be a string`);
      if (inner !== "equals-ignore-case") throw new PatternRefusal(`Unsupported ${name} pattern: ${inner}`);
      return { kind: name, text: textOperand(inner, text).toLowerCase(), ignoreCase: true };
    }
    case "equals-ignore-case":
      return { kind: "equalsIgnoreCase", texts: new Set([textOperand(name, operand).toLowerCase()]) };
    case "wildcard":
      return { kind: "wildcard", pattern: parseWildcard(textOperand(name, operand), dialect.wildcardsMax) };
    default:
      throw new PatternRefusal(otherwise);
  }
}

function parseAnythingBut(operand: unknown, dialect: PatternDialect): Condition {
  if (typeof operand === "string" || typeof operand === "number") {
    return { kind: "anythingBut", values: new Set([comparable(operand, dialect)]) };
  }
  if (Array.isArray(operand)) {
    if (operand.length === 0) throw new PatternRefusal("Empty arrays are not allowed");
    const isTexts = operand.every((each) => typeof each === "string");
    if (!isTexts && !operand.every((each) => typeof each === "number")) {
      throw new PatternRefusal(
        "Inside anything but list, either all values are number or string, mixed type is not supported",
      );
    }
    // The line above has seen every element: all of them are strings, or numbers.
    return {
      kind: "anythingBut",
      values: new Set((operand as readonly Scalar[]).map((each) => comparable(each, dialect))),
    };
  }
  const [name, inner] = onlyMember(operand, "Value of anything-but must be an array or single string/number value.");
  if (name === "equals-ignore-case" && Array.isArray(inner) && inner.length > 0) {
    const texts = new Set(inner.map((each) => textOperand(name, each).toLowerCase()));
    return { kind: "anythingButText", conditions: [{ kind: "equalsIgnoreCase", texts }] };
  }
  const isList = dialect.hasListsOfTexts && Array.isArray(inner) && inner.length > 0;
  const operands: readonly unknown[] = isList ? inner : [inner];
  const otherwise = `Unsupported anything-but pattern: ${name}`;
  const conditions = operands.map((each) => parseTextCondition({ name, operand: each, otherwise }, dialect));
  return { kind: "anythingButText", conditions };
}

/** `["=", n]`, `["<", n]` and so on, or a lower end followed by an upper one. */
function parseNumeric(operand: unknown, dialect: PatternDialect): Condition {
  if (!Array.isArray(operand)) throw new PatternRefusal("Value of numeric must be an array.");
  const [operator, value, upperOperator, upperValue, ...more] = operand as readonly unknown[];
  if (typeof operator !== "string") {
    throw new PatternRefusal(`Invalid member in numeric match: ${operand.length === 0 ? "]" : String(operator)}`);
  }
  if (operator === "=") {
    const equal: Bound = { value: numericOperand("equals", value, dialect), included: true };
    requireEnd(operand, 2);
    return { kind: "numeric", lower: equal, upper: equal };
  }
  if (operator === "<" || operator === "<=") {
    const upper: Bound = { value: numericOperand(operator, value, dialect), included: operator === "<=" };
    requireEnd(operand, 2);
    return { kind: "numeric", upper };
  }
  if (operator !== ">" && operator !== ">=") {
    throw new PatternRefusal(`Unrecognized numeric range operator: ${operator}`);
  }
  const lower: Bound = { value: numericOperand(operator, value, dialect), included: operator === ">=" };
  if (operand.length === 2) return { kind: "numeric", lower };
  if (typeof upperOperator !== "string") {
    throw new PatternRefusal(`Bad value in numeric range: ${String(upperOperator)}`);
  }
  if (upperOperator !== "<" && upperOperator !== "<=") {
    throw new PatternRefusal(`Bad numeric range operator: ${upperOperator}`);
  }
  const upper: Bound = { value: numericOperand(upperOperator, upperValue, dialect), included: upperOperator === "<=" };
  if (lower.value >= upper.value) throw new PatternRefusal("Bottom must be less than top");
  if (more.length > 0) throw new PatternRefusal("Too many terms in numeric range expression");
  return { kind: "numeric", lower, upper };
}

function numericOperand(operator: string, value: unknown, dialect: PatternDialect): number {
  if (typeof value !== "number") throw new PatternRefusal(`Value of ${operator} must be numeric`);
  if (Math.abs(value) > dialect.numberMax) {
    throw new PatternRefusal(
      `Value must be between -${exponential(dialect.numberMax)} and ${exponential(dialect.numberMax)}, inclusive`,
    );
  }
  return dialect.comparableNumber(value);
}

/** `1.0E9`, as AWS writes it. */
function exponential(value: number): string {
  const [digits = "", exponent = ""] = value.toExponential().split("e+");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${exponent}`;
}

function comparable(value: Scalar, dialect: PatternDialect): Scalar {
  return typeof value === "number" ? dialect.comparableNumber(value) : value;
}

function requireEnd(operand: readonly unknown[], length: number): void {
  if (operand.length > length) throw new PatternRefusal("Too many elements in numeric expression");
}

function textOperand(operator: string, operand: unknown): string {
  if (typeof operand !== "string") throw new PatternRefusal(`${operator} match pattern must be a string`);
  return operand;
}

/** The name and value of an object's only member. */
function onlyMember(value: unknown, otherwise: string): readonly [string, unknown] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new PatternRefusal(otherwise);
  const [member, ...more] = Object.entries(value);
  if (member === undefined || more.length > 0) {
    throw new PatternRefusal("Only one key allowed in match expression");
  }
  return member;
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/**
 * `$or` is the operator only with two or more objects, none of which has a key that is a keyword; else it is a plain key.
 * https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html#or-operator
 */
export function isChoice(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value) || value.length < 2) return false;
  return value.every((each) => isObject(each) && !Object.keys(each).some((key) => OPERATORS.has(key)));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
