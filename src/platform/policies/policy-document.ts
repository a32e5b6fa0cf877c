/**
 * Resource-based policies as documents: JSON in the form that AWS documents, with single values where lists may stand.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */

/** A part of a statement that names what it is about, or with `isInverted` what it is not about. */
export interface Named {
  readonly values: readonly string[];
  readonly isInverted: boolean;
}

/** Whom a statement is about, by kind of principal: `AWS`, `Service`, ... Everybody is `*` of the kind `AWS`. */
export interface Principals {
  readonly byKind: ReadonlyMap<string, readonly string[]>;
  readonly isInverted: boolean;
}

/** One line of a condition block: a key that is compared with values. */
export interface ConditionLine {
  /** As written: `StringEquals`, `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  /** In lower case. */
  readonly key: string;
  readonly values: readonly string[];
}

export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly principals: Principals;
  readonly actions: Named;
  readonly resources: Named;
  readonly conditions: readonly ConditionLine[];
}

export interface PolicyDocument {
  /** Whether `${...}` stands for something: in policies of 2012 alone. */
  readonly hasVariables: boolean;
  readonly statements: readonly Statement[];
}

/** What is in a document that is no policy. */
export class PolicyUnreadable extends Error {
  override readonly name = "PolicyUnreadable";
}

const VERSION_WITH_VARIABLES = "2012-10-17";

/** @throws PolicyUnreadable, saying what is wrong with it */
export function readPolicyDocument(text: string): PolicyDocument {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new PolicyUnreadable("It is no JSON.");
  }
  const document = objectOf(parsed, "It");
  return {
    hasVariables: document.get("Version") === VERSION_WITH_VARIABLES,
    statements: listOf(document.get("Statement")).map(statementOf),
  };
}

function statementOf(value: unknown): Statement {
  const statement = objectOf(value, "A statement");
  const effect = statement.get("Effect");
  if (effect !== "Allow" && effect !== "Deny") throw new PolicyUnreadable("A statement neither allows nor denies.");
  return {
    effect,
    principals: principalsOf(statement),
    actions: namedBy(statement, "Action"),
    resources: namedBy(statement, "Resource"),
    conditions: conditionsOf(statement.get("Condition")),
  };
}

function namedBy(statement: ReadonlyMap<string, unknown>, member: string): Named {
  const inverted = statement.get(`Not${member}`);
  const isInverted = inverted !== undefined;
  return { values: textsOf(isInverted ? inverted : statement.get(member), member), isInverted };
}

function principalsOf(statement: ReadonlyMap<string, unknown>): Principals {
  const inverted = statement.get("NotPrincipal");
  const isInverted = inverted !== undefined;
  const given = isInverted ? inverted : statement.get("Principal");
  if (given === "*") return { byKind: new Map([["AWS", ["*"]]]), isInverted };
  const kinds = [...objectOf(given, "Principal")].map(([kind, names]) => [kind, textsOf(names, "Principal")] as const);
  return { byKind: new Map(kinds), isInverted };
}

function conditionsOf(value: unknown): readonly ConditionLine[] {
  if (value === undefined) return [];
  return [...objectOf(value, "Condition")].flatMap(([operator, block]) =>
    [...objectOf(block, operator)].map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: textsOf(values, `${operator} of ${key}`),
    })),
  );
}

/** As a map: a member's name is the user's, and must never be looked up in an object's own prototype. */
function objectOf(value: unknown, what: string): ReadonlyMap<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return new Map(Object.entries(value));
  throw new PolicyUnreadable(`${what} is no object.`);
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function textsOf(value: unknown, what: string): readonly string[] {
  return listOf(value).map((each) => {
    // Numbers and booleans may stand without quotes.
    if (typeof each === "string") return each;
    if (typeof each === "number" || typeof each === "boolean") return String(each);
    throw new PolicyUnreadable(`${what} is no text.`);
  });
}
