/**
 * Filter criteria of mappings: EventBridge patterns on the bodies of messages.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
 */
import { notImplemented } from "../../../platform/service-error.ts";
import { filterPatternInvalid } from "../errors.ts";
import { FILTER_DEPTH_MAX } from "../limits.ts";

/** Whether a body passes. */
export type BodyFilter = (body: string) => boolean;

type Matcher = (value: unknown, isPresent: boolean) => boolean;

/** Reads all patterns; a body passes when one of them matches. No pattern lets everything pass. */
export function bodyFilter(patterns: readonly string[]): BodyFilter {
  if (patterns.length === 0) return () => true;
  const filters = patterns.map(readPattern);
  return (body) => filters.some((filter) => filter(body));
}

/** @throws AWS's answer to a pattern that is none, and ours to an operator that is not there */
function readPattern(text: string): BodyFilter {
  const pattern = objectOf(parse(text));
  if (pattern === undefined || Object.keys(pattern).length === 0) throw filterPatternInvalid();
  for (const key of Object.keys(pattern)) {
    checkLeaves(pattern[key], 1);
    if (key !== "body") throw notImplemented(`filter patterns on ${key} of a message`);
  }
  const { body: rule } = pattern;
  if (Array.isArray(rule)) {
    const matches = leaf(rule);
    return (body) => objectOf(parse(body)) === undefined && !Array.isArray(parse(body)) && matches(body, true);
  }
  const matches = branch(objectOf(rule) ?? {});
  return (body) => {
    const document = objectOf(parse(body));
    return document !== undefined && matches(document, true);
  };
}

/** Every leaf of a pattern is a list with something in it. */
function checkLeaves(rule: unknown, depth: number): void {
  if (depth > FILTER_DEPTH_MAX) throw filterPatternInvalid();
  if (Array.isArray(rule)) {
    if (rule.length === 0) throw filterPatternInvalid();
    return;
  }
  const members = objectOf(rule);
  if (members === undefined || Object.keys(members).length === 0) throw filterPatternInvalid();
  for (const member of Object.values(members)) checkLeaves(member, depth + 1);
}

/** All members must match; in a list of objects, those of one element. */
function branch(rules: Readonly<Record<string, unknown>>): Matcher {
  const members = Object.entries(rules).map(([name, rule]): readonly [string, Matcher] => {
    if (name === "$or") throw notImplemented("$or in filter patterns");
    return [name, Array.isArray(rule) ? leaf(rule) : branch(objectOf(rule) ?? {})];
  });
  const matches = (value: unknown): boolean => {
    const document = objectOf(value);
    return members.every(([name, matcher]) => {
      const isPresent = document !== undefined && Object.hasOwn(document, name);
      return matcher(isPresent ? document[name] : undefined, isPresent);
    });
  };
  return (value) => (Array.isArray(value) ? value.some(matches) : matches(value));
}

/** One of the alternatives must match; of a list in the message, any element. */
function leaf(rules: readonly unknown[]): Matcher {
  const alternatives = rules.map(alternative);
  return (value, isPresent) => {
    // What a list holds is looked at one by one, as what it may be: anything.
    const values = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    return alternatives.some((matches) =>
      isPresent && values.length > 0 ? values.some((each) => matches(each, true)) : matches(undefined, isPresent),
    );
  };
}

function alternative(rule: unknown): Matcher {
  const operator = objectOf(rule);
  if (operator === undefined) {
    if (Array.isArray(rule)) throw filterPatternInvalid();
    return (value, isPresent) => isPresent && isSame(value, rule);
  }
  const [[name, argument] = ["", undefined], ...rest] = Object.entries(operator);
  if (rest.length > 0) throw filterPatternInvalid();
  return operatorOf(name, argument);
}

function operatorOf(name: string, argument: unknown): Matcher {
  const text = (test: (value: string, wanted: string) => boolean): Matcher => {
    if (typeof argument !== "string" || argument === "") throw filterPatternInvalid();
    return (value) => typeof value === "string" && test(value, argument);
  };
  switch (name) {
    case "prefix":
      return text((value, wanted) => value.startsWith(wanted));
    case "suffix":
      return text((value, wanted) => value.endsWith(wanted));
    case "equals-ignore-case":
      return text((value, wanted) => value.toLowerCase() === wanted.toLowerCase());
    case "exists":
      if (typeof argument !== "boolean") throw filterPatternInvalid();
      return (_value, isPresent) => isPresent === argument;
    case "anything-but":
      return anythingBut(argument);
    case "numeric":
      return numeric(argument);
    default:
      throw notImplemented(`the operator ${name} in filter patterns`);
  }
}

function anythingBut(argument: unknown): Matcher {
  if (objectOf(argument) !== undefined) throw notImplemented("anything-but with an operator in filter patterns");
  const unwanted: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  if (unwanted.length === 0) throw filterPatternInvalid();
  return (value, isPresent) => isPresent && !unwanted.some((each) => isSame(value, each));
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function numeric(argument: unknown): Matcher {
  if (!Array.isArray(argument) || (argument.length !== 2 && argument.length !== 4)) throw filterPatternInvalid();
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < argument.length; index += 2) {
    const compare = COMPARISONS[String(argument[index])];
    const bound: unknown = argument[index + 1];
    if (compare === undefined || typeof bound !== "number") throw filterPatternInvalid();
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === "number" && tests.every((test) => test(value));
}

/** Values are compared as their texts, strings with strings only. */
function isSame(value: unknown, wanted: unknown): boolean {
  return typeof value === typeof wanted && JSON.stringify(value) === JSON.stringify(wanted);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is plain text, for which patterns have rules of their own.
    return undefined;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  // Any object that is no list is a record of its members.
  return value as Readonly<Record<string, unknown>>;
}
