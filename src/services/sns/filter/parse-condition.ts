/** Reads the conditions of a filter policy's key, with AWS's refusals. */
import { FILTER_POLICY_NUMBER_MAX } from "../limits.ts";
import { parseAddressBlock } from "./address-block.ts";
import { comparableNumber } from "./comparable-number.ts";
import type { Bound, Condition, Scalar, TextCondition } from "./condition.ts";
import { FilterPolicyRefusal } from "./refusal.ts";
import { parseWildcard } from "./wildcard.ts";

/** The words that make an object a condition rather than a nested policy. */
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

/** Reads one element of a key's list. @throws FilterPolicyRefusal */
export function parseCondition(value: unknown): Condition {
  if (isScalar(value)) return { kind: "equals", value: comparable(value) };
  const [name, operand] = onlyMember(value, "Match value must be String, number, true, false, or null");
  switch (name) {
    case "cidr":
      return { kind: "cidr", block: parseAddressBlock(textOperand("prefix", operand)) };
    case "exists":
      if (typeof operand !== "boolean") {
        throw new FilterPolicyRefusal("exists match pattern must be either true or false.");
      }
      return { kind: "exists", present: operand };
    case "numeric":
      return parseNumeric(operand);
    case "anything-but":
      return parseAnythingBut(operand);
    default:
      return parseTextCondition(name, operand, `Unrecognized match type ${name}`);
  }
}

function parseTextCondition(name: string, operand: unknown, otherwise: string): TextCondition {
  switch (name) {
    case "prefix":
    case "suffix": {
      if (typeof operand !== "object" || operand === null || Array.isArray(operand)) {
        return { kind: name, text: textOperand(name, operand), ignoreCase: false };
      }
      const [inner, text] = onlyMember(operand, `${name} match pattern must be a string`);
      if (inner !== "equals-ignore-case") throw new FilterPolicyRefusal(`Unsupported ${name} pattern: ${inner}`);
      return { kind: name, text: textOperand(inner, text).toLowerCase(), ignoreCase: true };
    }
    case "equals-ignore-case":
      return { kind: "equalsIgnoreCase", texts: new Set([textOperand(name, operand).toLowerCase()]) };
    case "wildcard":
      return { kind: "wildcard", pattern: parseWildcard(textOperand(name, operand)) };
    default:
      throw new FilterPolicyRefusal(otherwise);
  }
}

function parseAnythingBut(operand: unknown): Condition {
  if (typeof operand === "string" || typeof operand === "number") {
    return { kind: "anythingBut", values: new Set([comparable(operand)]) };
  }
  if (Array.isArray(operand)) {
    if (operand.length === 0) throw new FilterPolicyRefusal("Empty arrays are not allowed");
    const isTexts = operand.every((each) => typeof each === "string");
    if (!isTexts && !operand.every((each) => typeof each === "number")) {
      throw new FilterPolicyRefusal(
        "Inside anything but list, either all values are number or string, mixed type is not supported",
      );
    }
    // The line above has seen every element: all of them are strings, or numbers.
    return { kind: "anythingBut", values: new Set((operand as readonly Scalar[]).map(comparable)) };
  }
  const [name, inner] = onlyMember(operand, "Value of anything-but must be an array or single string/number value.");
  if (name === "equals-ignore-case" && Array.isArray(inner) && inner.length > 0) {
    const texts = new Set(inner.map((each) => textOperand(name, each).toLowerCase()));
    return { kind: "anythingButText", condition: { kind: "equalsIgnoreCase", texts } };
  }
  const condition = parseTextCondition(name, inner, `Unsupported anything-but pattern: ${name}`);
  return { kind: "anythingButText", condition };
}

/** `["=", n]`, `["<", n]` and so on, or a lower end followed by an upper one. */
function parseNumeric(operand: unknown): Condition {
  if (!Array.isArray(operand)) throw new FilterPolicyRefusal("Value of numeric must be an array.");
  const [operator, value, upperOperator, upperValue, ...more] = operand as readonly unknown[];
  if (typeof operator !== "string") {
    throw new FilterPolicyRefusal(`Invalid member in numeric match: ${operand.length === 0 ? "]" : String(operator)}`);
  }
  if (operator === "=") {
    const equal: Bound = { value: numericOperand("equals", value), included: true };
    requireEnd(operand, 2);
    return { kind: "numeric", lower: equal, upper: equal };
  }
  if (operator === "<" || operator === "<=") {
    const upper: Bound = { value: numericOperand(operator, value), included: operator === "<=" };
    requireEnd(operand, 2);
    return { kind: "numeric", upper };
  }
  if (operator !== ">" && operator !== ">=") {
    throw new FilterPolicyRefusal(`Unrecognized numeric range operator: ${operator}`);
  }
  const lower: Bound = { value: numericOperand(operator, value), included: operator === ">=" };
  if (operand.length === 2) return { kind: "numeric", lower };
  if (typeof upperOperator !== "string") {
    throw new FilterPolicyRefusal(`Bad value in numeric range: ${String(upperOperator)}`);
  }
  if (upperOperator !== "<" && upperOperator !== "<=") {
    throw new FilterPolicyRefusal(`Bad numeric range operator: ${upperOperator}`);
  }
  const upper: Bound = { value: numericOperand(upperOperator, upperValue), included: upperOperator === "<=" };
  if (lower.value >= upper.value) throw new FilterPolicyRefusal("Bottom must be less than top");
  if (more.length > 0) throw new FilterPolicyRefusal("Too many terms in numeric range expression");
  return { kind: "numeric", lower, upper };
}

function numericOperand(operator: string, value: unknown): number {
  if (typeof value !== "number") throw new FilterPolicyRefusal(`Value of ${operator} must be numeric`);
  if (Math.abs(value) > FILTER_POLICY_NUMBER_MAX) {
    throw new FilterPolicyRefusal("Value must be between -1.0E9 and 1.0E9, inclusive");
  }
  return comparableNumber(value);
}

function comparable(value: Scalar): Scalar {
  return typeof value === "number" ? comparableNumber(value) : value;
}

function requireEnd(operand: readonly unknown[], length: number): void {
  if (operand.length > length) throw new FilterPolicyRefusal("Too many elements in numeric expression");
}

function textOperand(operator: string, operand: unknown): string {
  if (typeof operand !== "string") throw new FilterPolicyRefusal(`${operator} match pattern must be a string`);
  return operand;
}

/** The name and value of an object's only member. */
function onlyMember(value: unknown, otherwise: string): readonly [string, unknown] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new FilterPolicyRefusal(otherwise);
  const [member, ...more] = Object.entries(value);
  if (member === undefined || more.length > 0) {
    throw new FilterPolicyRefusal("Only one key allowed in match expression");
  }
  return member;
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
