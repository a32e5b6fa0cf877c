/** AWS's own sentences for broken constraints, as most services word them. */
import { unreachable } from "../kernel/invariant.ts";
import type { PathSegment, Violation } from "./constraints.ts";
import type { Shape } from "./model.ts";

/**
 * "1 validation error detected: Value 'X' at 'camelCasePath' failed to satisfy constraint: Member must ...", or the
 * same for several, joined by "; ". `prefix` comes before each path: API Gateway writes `putIntegrationInput.type`.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html#API_CreateFunction_Errors
 */
export function validationMessage(violations: readonly Violation[], prefix?: string): string {
  const sentences = [...new Set(violations.map((violation) => constraintSentence(violation, prefix)))];
  const count = sentences.length === 1 ? "1 validation error" : `${sentences.length} validation errors`;
  return `${count} detected: ${sentences.join("; ")}`;
}

/** "Value 'X' at 'path' failed to satisfy constraint: Member must ...", for one violation. */
export function constraintSentence(violation: Violation, prefix?: string): string {
  const last = violation.path.at(-1);
  const isInList = violation.container !== undefined && violation.kind !== "required" && isScalar(violation.shape);
  if (!isInList || last === undefined || last.kind === "member") {
    const subject = subjectOf(violation.value, violation.shape, constraintPath(violation.path, prefix));
    return `${subject} failed to satisfy constraint: ${memberMust(violation)}`;
  }
  // Of a bad element, key or value AWS names the whole collection and every constraint of what it holds.
  const subject = subjectOf(violation.container, violation.shape, constraintPath(violation.path.slice(0, -1), prefix));
  const holder = { element: "Member", key: "Map keys", value: "Map value" }[last.kind];
  return `${subject} failed to satisfy constraint: ${holder} must satisfy constraint: [${everyMemberMust(violation.shape)}]`;
}

/**
 * The path as AWS writes it: member names in lower camel case, `1.member` for the first element of a list,
 * `key.member` for the value under a key.
 */
export function constraintPath(path: readonly PathSegment[], prefix?: string): string {
  const steps = path.map((segment) => {
    switch (segment.kind) {
      case "member":
        return lowerFirst(segment.name);
      case "element":
        return `${segment.index + 1}.member`;
      case "key":
        return `${segment.key}.key`;
      case "value":
        return `${segment.key}.member`;
      default:
        return unreachable(segment);
    }
  });
  return (prefix === undefined ? steps : [prefix, ...steps]).join(".");
}

/** "Member must ...", for the constraint that is broken. */
export function memberMust(violation: Violation): string {
  switch (violation.kind) {
    case "required":
      return "Member must not be null";
    case "length":
      return lengthSentence(violation.limit, violation.bound);
    case "range":
      return rangeSentence(violation.limit, violation.bound);
    case "enum":
      return enumSentence(violation.bound);
    case "pattern":
      return patternSentence(violation.bound);
    default:
      return unreachable(violation);
  }
}

function everyMemberMust(shape: Shape): string {
  const sentences: string[] = [];
  const isNumber =
    shape.type === "integer" || shape.type === "long" || shape.type === "double" || shape.type === "float";
  const bound = isNumber ? rangeSentence : lengthSentence;
  if ("max" in shape && shape.max !== undefined) sentences.push(bound("max", shape.max));
  if ("min" in shape && shape.min !== undefined) sentences.push(bound("min", shape.min));
  if ("pattern" in shape && shape.pattern !== undefined) sentences.push(patternSentence(shape.pattern));
  if ("enum" in shape && shape.enum !== undefined) sentences.push(enumSentence(shape.enum));
  return sentences.join(", ");
}

function lengthSentence(limit: "min" | "max", bound: number): string {
  return `Member must have length ${limit === "max" ? "less" : "greater"} than or equal to ${bound}`;
}

function rangeSentence(limit: "min" | "max", bound: number): string {
  return `Member must have value ${limit === "max" ? "less" : "greater"} than or equal to ${bound}`;
}

function enumSentence(values: readonly string[]): string {
  return `Member must satisfy enum value set: [${values.join(", ")}]`;
}

function patternSentence(pattern: string): string {
  return `Member must satisfy regular expression pattern: ${pattern}`;
}

function isScalar(shape: Shape): boolean {
  return shape.type !== "structure" && shape.type !== "list" && shape.type !== "map";
}

function subjectOf(value: unknown, shape: Shape, path: string): string {
  // Recorded from STS: secrets are not repeated.
  if ("sensitive" in shape && shape.sensitive) return `Value at '${path}'`;
  if (value === null || value === undefined) return `Value null at '${path}'`;
  return `Value '${javaText(value)}' at '${path}'`;
}

/** A value as Java prints it, which is what AWS's sentences show. */
function javaText(value: unknown): string {
  if (value instanceof Uint8Array) {
    return `java.nio.HeapByteBuffer[pos=0 lim=${value.byteLength} cap=${value.byteLength}]`;
  }
  if (Array.isArray(value)) return `[${value.map(javaText).join(", ")}]`;
  if (value !== null && typeof value === "object") {
    return `{${Object.entries(value)
      .map(([key, each]) => `${key}=${javaText(each)}`)
      .join(", ")}}`;
  }
  return String(value);
}

/** `FunctionName` as `functionName`, and `MD5OfBody` as `mD5OfBody`: AWS lowers the first letter, no more. */
function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
