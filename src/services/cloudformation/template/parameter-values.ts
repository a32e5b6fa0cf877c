/** The values of parameters: what was given, what the stack had, what the template takes when nothing is given. */
import { createContext, Script } from "node:vm";
import type { Parameter } from "../../../schema/generated/cloudformation.ts";
import { validationError } from "../errors.ts";
import { PARAMETER_VALUE_MAXIMUM_BYTES, PATTERN_TIME_MAXIMUM_MILLISECONDS } from "../limits.ts";
import type { ParameterDeclaration } from "./parameter-declaration.ts";

/** Raw texts by parameter name. */
export type ParameterValues = Readonly<Record<string, string>>;

/** @throws ValidationError naming every parameter that is missing, not declared, or breaks its declaration */
export function resolveParameters(
  declared: ReadonlyMap<string, ParameterDeclaration>,
  given: readonly Parameter[],
  previous: ParameterValues,
): ParameterValues {
  const chosen = new Map<string, string>();
  const unknown: string[] = [];
  for (const { ParameterKey: key = "", ParameterValue: value, UsePreviousValue: usePrevious } of given) {
    if (!declared.has(key)) unknown.push(key);
    if (usePrevious === true && value !== undefined) {
      throw validationError(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
      );
    }
    const before = Object.hasOwn(previous, key) ? previous[key] : undefined;
    const text = usePrevious === true ? before : (value ?? "");
    if (text !== undefined) chosen.set(key, text);
  }
  if (unknown.length > 0) throw validationError(`Parameters: [${unknown.join(", ")}] do not exist in the template`);
  const missing: string[] = [];
  const values: Record<string, string> = {};
  for (const [name, declaration] of declared) {
    const value = chosen.get(name) ?? declaration.defaultValue;
    if (value === undefined) missing.push(name);
    else values[name] = value;
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(", ")}] must have values`);
  for (const [name, declaration] of declared) check(declaration, values[name] ?? "");
  return values;
}

/** What `Ref` gives for a parameter: text, or a list for the list types. */
export function referenceValue(declaration: ParameterDeclaration, text: string): string | readonly string[] {
  return isListType(declaration) ? itemsOf(text) : text;
}

function isListType({ type }: ParameterDeclaration): boolean {
  return type !== "String" && type !== "Number";
}

function itemsOf(text: string): readonly string[] {
  return text === "" ? [] : text.split(",").map((item) => item.trim());
}

function check(declaration: ParameterDeclaration, value: string): void {
  const { name, type } = declaration;
  if (Buffer.byteLength(value) > PARAMETER_VALUE_MAXIMUM_BYTES) {
    throw validationError(`Parameter '${name}' must not be longer than ${PARAMETER_VALUE_MAXIMUM_BYTES} bytes.`);
  }
  const items = isListType(declaration) ? itemsOf(value) : [value];
  if (type === "Number" && !isNumber(value)) throw validationError(`Parameter '${name}' must be a number.`);
  if (type === "List<Number>" && !items.every((item) => isNumber(item))) {
    throw validationError(`Parameter '${name}' must be a list of numbers.`);
  }
  if (declaration.allowedValues !== undefined && !items.every((item) => declaration.allowedValues?.includes(item))) {
    throw validationError(`Parameter '${name}' must be one of AllowedValues`);
  }
  for (const item of items) checkBounds(declaration, item);
  if (declaration.allowedPattern !== undefined && !items.every((item) => matches(declaration, item))) {
    throw broken(declaration, `must match pattern ${declaration.allowedPattern}`);
  }
}

function isNumber(text: string): boolean {
  return text.trim() !== "" && Number.isFinite(Number(text));
}

function checkBounds(declaration: ParameterDeclaration, value: string): void {
  const { type, minimumLength, maximumLength, minimumValue, maximumValue } = declaration;
  if (type === "String") {
    if (minimumLength !== undefined && value.length < minimumLength) {
      throw broken(declaration, `must contain at least ${minimumLength} characters`);
    }
    if (maximumLength !== undefined && value.length > maximumLength) {
      throw broken(declaration, `must contain at most ${maximumLength} characters`);
    }
  }
  if (type === "Number" || type === "List<Number>") {
    if (minimumValue !== undefined && Number(value) < minimumValue) {
      throw broken(declaration, `must be a number not less than ${minimumValue}`);
    }
    if (maximumValue !== undefined && Number(value) > maximumValue) {
      throw broken(declaration, `must be a number not greater than ${maximumValue}`);
    }
  }
}

function broken(declaration: ParameterDeclaration, rule: string): Error {
  const { name, constraintDescription } = declaration;
  return constraintDescription === undefined
    ? validationError(`Parameter '${name}' ${rule}`)
    : validationError(`Parameter ${name} failed to satisfy constraint: ${constraintDescription}`);
}

/** The pattern is the template's: it runs by itself, for a bounded time, and must match the whole value. */
const MATCH = new Script("new RegExp(`^(?:${pattern})$`, 's').test(value)");

function matches(declaration: ParameterDeclaration, value: string): boolean {
  const context = createContext({ pattern: declaration.allowedPattern, value });
  try {
    return MATCH.runInContext(context, { timeout: PATTERN_TIME_MAXIMUM_MILLISECONDS }) === true;
  } catch (error) {
    // The pattern is the caller's: that it is none, or that it does not end in time, is the answer.
    const reason = String(error).includes("timed out")
      ? "takes too long to match"
      : "is not a valid regular expression";
    throw validationError(`Parameter '${declaration.name}': AllowedPattern ${reason}`);
  }
}
