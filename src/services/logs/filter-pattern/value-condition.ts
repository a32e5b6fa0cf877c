/** Conditions on one value of a JSON or delimited pattern: an operator and a string or number, with wildcards. */
import { unreachable } from "../../../kernel/invariant.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { invalidPattern } from "../errors.ts";
import type { Token } from "./tokens.ts";

export type Comparison = "=" | "!=" | "<" | ">" | "<=" | ">=";

/** What a condition compares with. */
export interface Operand {
  readonly text: string;
  /** The number that the text is, where it was not quoted and is one. */
  readonly number: number | undefined;
}

/** Whether a value that is there keeps the condition. */
export type ValueCondition = (value: string | number) => boolean;

/** @throws ServiceError for a token that is no value, or a comparison of order with what is no number */
export function valueCondition(comparison: Comparison, token: Token | undefined): ValueCondition {
  const operand = operandOf(token);
  switch (comparison) {
    case "=":
      return equals(operand);
    case "!=": {
      const same = equals(operand);
      return (value) => !same(value);
    }
    case "<":
    case ">":
    case "<=":
    case ">=":
      return inOrder(comparison, operand);
    default:
      return unreachable(comparison);
  }
}

/** The text of a comparison, when the token is one. */
export function comparisonOf(token: Token | undefined): Comparison | undefined {
  const text = token?.kind === "symbol" ? token.text : "";
  const known: readonly string[] = ["=", "!=", "<", ">", "<=", ">="] satisfies Comparison[];
  // It is in the list of the type's own members.
  return known.includes(text) ? (text as Comparison) : undefined;
}

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

function operandOf(token: Token | undefined): Operand {
  if (token === undefined || token.kind === "symbol") throw invalidPattern();
  if (token.kind === "word" && /^%.*%$/.test(token.text)) {
    throw notImplemented("regular expressions in filter patterns");
  }
  const isNumber = token.kind === "word" && NUMBER.test(token.text);
  return { text: token.text, number: isNumber ? Number(token.text) : undefined };
}

function equals({ text, number }: Operand): ValueCondition {
  if (number !== undefined) return (value) => Number(value) === number && String(value).trim() !== "";
  if (!text.includes("*")) return (value) => String(value) === text;
  const matches = wildcardMatcher(text);
  return (value) => matches(String(value));
}

function inOrder(comparison: "<" | ">" | "<=" | ">=", { number }: Operand): ValueCondition {
  if (number === undefined) throw invalidPattern();
  return (value) => {
    if (typeof value === "string" && !NUMBER.test(value)) return false;
    const given = Number(value);
    if (comparison === "<") return given < number;
    if (comparison === ">") return given > number;
    return comparison === "<=" ? given <= number : given >= number;
  };
}

/** `*` stands for any characters. Its parts are looked for one after the other, so that no input takes long. */
function wildcardMatcher(pattern: string): (value: string) => boolean {
  const parts = pattern.split("*");
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  const middle = parts.slice(1, -1);
  return (value) => {
    if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
    const end = value.length - last.length;
    let position = first.length;
    for (const part of middle) {
      const found = value.indexOf(part, position);
      if (found < 0 || found + part.length > end) return false;
      position = found + part.length;
    }
    return true;
  };
}
