/**
 * Filter criteria of mappings: EventBridge patterns on the bodies of messages.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
 */
import { type Leaf, leafOf } from "../../../platform/patterns/leaf.ts";
import { isChoice, parseCondition } from "../../../platform/patterns/parse-condition.ts";
import type { PatternDialect } from "../../../platform/patterns/pattern-dialect.ts";
import { PatternRefusal } from "../../../platform/patterns/pattern-refusal.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { filterPatternInvalid } from "../errors.ts";
import { FILTER_DEPTH_MAX, FILTER_NUMBER_MAX, FILTER_PATTERN_LENGTH_MAX } from "../limits.ts";
import { matchesPattern, type PatternNode } from "./match-pattern.ts";

/** Whether a body passes. */
export type BodyFilter = (body: string) => boolean;

/** Reads all patterns; a body passes when one of them matches. No pattern lets everything pass. */
export function bodyFilter(patterns: readonly string[]): BodyFilter {
  if (patterns.length === 0) return () => true;
  const filters = patterns.map(readPattern);
  return (body) => {
    const document = { body: dataOf(body) };
    return filters.some((filter) => matchesPattern(filter, document));
  };
}

/** @throws AWS's answer to a pattern that is none, and ours to one that looks at more than the body */
function readPattern(text: string): PatternNode {
  const pattern = objectOf(parse(text));
  if (pattern === undefined) throw filterPatternInvalid();
  try {
    return readNode(pattern, []);
  } catch (error) {
    if (error instanceof PatternRefusal) throw filterPatternInvalid();
    throw error;
  }
}

function readNode(pattern: Readonly<Record<string, unknown>>, path: readonly string[]): PatternNode {
  const entries = Object.entries(pattern);
  if (entries.length === 0 || path.length > FILTER_DEPTH_MAX) throw filterPatternInvalid();
  const leaves: PatternNode["leaves"][number][] = [];
  const members: PatternNode["members"][number][] = [];
  const choices: (readonly PatternNode[])[] = [];
  for (const [name, rule] of entries) {
    if (name === "$or" && isChoice(rule)) {
      choices.push(rule.map((each) => readNode(each, path)));
      continue;
    }
    const behind = [...path, name];
    const object = objectOf(rule);
    if (Array.isArray(rule)) leaves.push({ name, path: behind, leaf: readLeaf(behind, rule) });
    else if (object !== undefined) members.push({ name, node: readNode(object, behind) });
    else throw filterPatternInvalid();
    // Checked after the rule, as recorded: what is malformed is told first.
    if (path.length === 0 && name !== "body") throw notImplemented(`filter patterns on ${name} of a message`);
  }
  return { leaves, members, choices };
}

function readLeaf(path: readonly string[], rules: readonly unknown[]): Leaf {
  if (rules.length === 0) throw filterPatternInvalid();
  const leaf = leafOf(
    path.join("."),
    rules.map((rule) => parseCondition(rule, LAMBDA_DIALECT)),
  );
  // Every message has a body.
  return path.length === 1 ? { ...leaf, acceptsAbsence: false } : leaf;
}

const LAMBDA_DIALECT: PatternDialect = {
  numberMax: FILTER_NUMBER_MAX,
  comparableNumber: (value) => value,
  // No bound of its own is documented: a pattern cannot hold more of them than characters.
  wildcardsMax: FILTER_PATTERN_LENGTH_MAX,
  hasListsOfTexts: true,
};

/**
 * A body as patterns see it: an object for what it is, a list as the objects in it, since no condition on the body's text
 * matches JSON, and all else as the text that it is.
 */
function dataOf(body: string): unknown {
  const data = parse(body);
  if (Array.isArray(data)) return data.filter((each) => typeof each === "object" && each !== null);
  return objectOf(data) ?? body;
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
