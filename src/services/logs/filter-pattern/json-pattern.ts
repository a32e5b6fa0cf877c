/** Filter patterns for JSON events: conditions on the members of a message, joined by `&&`, `||` and parentheses. */
import { invalidPattern } from "../errors.ts";
import { PATTERN_DEPTH_MAX } from "../limits.ts";
import type { MessageMatcher } from "./message-matcher.ts";
import { type Tokens, tokensOf } from "./tokens.ts";
import { comparisonOf, valueCondition } from "./value-condition.ts";

type Condition = (document: unknown) => boolean;

/** A message that is not a JSON object is never chosen. */
export function jsonPattern(pattern: string): MessageMatcher {
  const tokens = tokensOf(pattern);
  if (!tokens.takeSymbol("{")) throw invalidPattern();
  const condition = anyOf(tokens, 0);
  if (!tokens.takeSymbol("}")) throw invalidPattern();
  tokens.expectEnd();
  return (message) => {
    const document = parsedObject(message);
    return document !== undefined && condition(document);
  };
}

/** `&&` binds closer than `||`. */
function anyOf(tokens: Tokens, depth: number): Condition {
  const alternatives = [allOf(tokens, depth)];
  while (tokens.takeSymbol("||")) alternatives.push(allOf(tokens, depth));
  return (document) => alternatives.some((condition) => condition(document));
}

function allOf(tokens: Tokens, depth: number): Condition {
  const conditions = [oneOf(tokens, depth)];
  while (tokens.takeSymbol("&&")) conditions.push(oneOf(tokens, depth));
  return (document) => conditions.every((condition) => condition(document));
}

function oneOf(tokens: Tokens, depth: number): Condition {
  if (!tokens.takeSymbol("(")) return comparison(tokens);
  if (depth === PATTERN_DEPTH_MAX) throw invalidPattern();
  const inner = anyOf(tokens, depth + 1);
  if (!tokens.takeSymbol(")")) throw invalidPattern();
  return inner;
}

function comparison(tokens: Tokens): Condition {
  const selector = tokens.next();
  if (selector?.kind !== "word") throw invalidPattern();
  const path = selectorPath(selector.text);
  if (tokens.takeKeyword("NOT")) {
    if (!tokens.takeKeyword("EXISTS")) throw invalidPattern();
    return (document) => select(document, path) === undefined;
  }
  if (tokens.takeKeyword("IS")) {
    const wanted = [null, true, false].find((value) => tokens.takeKeyword(String(value).toUpperCase()));
    if (wanted === undefined) throw invalidPattern();
    return (document) => select(document, path) === wanted;
  }
  const operator = comparisonOf(tokens.next());
  if (operator === undefined) throw invalidPattern();
  const condition = valueCondition(operator, tokens.next());
  return (document) => {
    const value = select(document, path);
    // Neither a missing member nor an object, array, boolean or null keeps a comparison, be it `!=`.
    return (typeof value === "string" || typeof value === "number") && condition(value);
  };
}

const SELECTOR = /^\$(?:\.?\[(?:\d+|"[^"]*")\]|\.[\w-]+)+$/;
const STEP = /\[(\d+)\]|\["([^"]*)"\]|\.([\w-]+)/g;

/** `$.a[0].["odd name"]` as its steps. */
function selectorPath(text: string): readonly (string | number)[] {
  if (!SELECTOR.test(text)) throw invalidPattern();
  return [...text.matchAll(STEP)].map(([, index, quoted, name]) =>
    index === undefined ? (quoted ?? name ?? "") : Number(index),
  );
}

function select(document: unknown, path: readonly (string | number)[]): unknown {
  let value = document;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    if (Array.isArray(value) !== (typeof step === "number")) return undefined;
    if (!Object.hasOwn(value, step)) return undefined;
    // It is an object that has this very member.
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}

function parsedObject(message: string): object | undefined {
  if (!message.trimStart().startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    // A message that only begins like JSON is text, which no JSON pattern chooses.
    return undefined;
  }
}
