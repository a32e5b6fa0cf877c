/** Filter patterns for space-delimited events: `[ip, user, ..., status=4*, bytes]`. */
import { invalidPattern } from "../errors.ts";
import type { MessageMatcher } from "./message-matcher.ts";
import { type Tokens, tokensOf } from "./tokens.ts";
import { comparisonOf, valueCondition } from "./value-condition.ts";

type FieldCondition = (field: string) => boolean;

interface Fields {
  readonly before: readonly FieldCondition[];
  /** What comes after `...`; undefined without it, where the number of fields must be the same. */
  readonly after: readonly FieldCondition[] | undefined;
}

/** A message is chosen when each of its fields keeps the conditions of its place. */
export function delimitedPattern(pattern: string): MessageMatcher {
  if (!pattern.endsWith("]")) throw invalidPattern();
  const { before, after } = fieldsOf(tokensOf(pattern.slice(1, -1)));
  return (message) => {
    const fields = splitFields(message);
    const named = before.length + (after?.length ?? 0);
    if (after === undefined ? fields.length !== named : fields.length < named) return false;
    const tail = fields.slice(fields.length - (after?.length ?? 0));
    return (
      before.every((condition, index) => condition(fields[index] ?? "")) &&
      (after === undefined || after.every((condition, index) => condition(tail[index] ?? "")))
    );
  };
}

function fieldsOf(tokens: Tokens): Fields {
  const before: FieldCondition[] = [];
  let after: FieldCondition[] | undefined;
  do {
    if (tokens.takeSymbol("...")) {
      if (after !== undefined) throw invalidPattern();
      after = [];
    } else (after ?? before).push(fieldCondition(tokens));
  } while (tokens.takeSymbol(","));
  tokens.expectEnd();
  return { before, after };
}

/** `name`, or conditions on it that `||` and `&&` join; `&&` binds closer. */
function fieldCondition(tokens: Tokens): FieldCondition {
  const name = tokens.peek();
  const [first, isBare] = comparison(tokens);
  const alternatives = [[first]];
  for (;;) {
    const isAnd = tokens.takeSymbol("&&");
    if (!isAnd && !tokens.takeSymbol("||")) break;
    const again = tokens.peek();
    if (isBare || again?.text.toLowerCase() !== name?.text.toLowerCase()) throw invalidPattern();
    const [condition, isName] = comparison(tokens);
    if (isName) throw invalidPattern();
    if (isAnd) alternatives.at(-1)?.push(condition);
    else alternatives.push([condition]);
  }
  return (field) => alternatives.some((conditions) => conditions.every((condition) => condition(field)));
}

/** @returns the condition, and whether it was a name alone, which every field keeps */
function comparison(tokens: Tokens): readonly [FieldCondition, boolean] {
  const name = tokens.next();
  if (name?.kind !== "word" || !/^\w+$/.test(name.text)) throw invalidPattern();
  const operator = comparisonOf(tokens.peek());
  if (operator === undefined) return [() => true, true];
  tokens.next();
  return [valueCondition(operator, tokens.next()), false];
}

const FIELD = /\[([^\]]*)\]|"([^"]*)"|(\S+)/g;

/** Fields end at spaces; what stands in brackets or quotes is one field, without them. */
function splitFields(message: string): readonly string[] {
  return [...message.matchAll(FIELD)].map(([, bracketed, quoted, plain]) => bracketed ?? quoted ?? plain ?? "");
}
