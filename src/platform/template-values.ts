/** Property values as templates give them to resource types: numbers and booleans may come as text, tags as a list. */
import type { ResourceProperties } from "./resource-type.ts";
import { ServiceError } from "./service-error.ts";

/** A text; numbers and booleans become texts, as CloudFormation makes them. */
export function textOf(value: unknown): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw badValue(value, "a string");
}

/** A text that the property must have; whether it is empty is for the operation to judge. */
export function requiredText(value: unknown): string {
  return textOf(value) ?? "";
}

export function numberOf(value: unknown): number | undefined {
  if (value === undefined || typeof value === "number") return value;
  if (typeof value === "string" && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value)) return Number(value);
  throw badValue(value, "a number");
}

export function wholeNumberOf(value: unknown): number | undefined {
  if (value === undefined || (typeof value === "number" && Number.isInteger(value))) return value;
  if (typeof value === "string" && /^-?\d+$/.test(value)) return Number(value);
  throw badValue(value, "a whole number");
}

export function booleanOf(value: unknown): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.toLowerCase() : "";
  if (word === "true" || word === "false") return word === "true";
  throw badValue(value, "true or false");
}

export function listOf(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || Array.isArray(value)) return value;
  throw badValue(value, "a list");
}

export function textsOf(value: unknown): readonly string[] | undefined {
  return listOf(value)?.map(requiredText);
}

/** The texts of a list, none when it is absent; a single text is a list of one. */
export function oneOrMoreTexts(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(requiredText) : [requiredText(value)];
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value === undefined) return undefined;
  // Objects of a template are records of their properties.
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw badValue(value, "an object");
}

/** An object that the property must have. */
export function requiredRecord(value: unknown): Readonly<Record<string, unknown>> {
  const record = recordOf(value);
  if (record === undefined) throw badValue(value, "an object");
  return record;
}

export function textMapOf(value: unknown): Readonly<Record<string, string>> | undefined {
  const record = recordOf(value);
  if (record === undefined) return undefined;
  return Object.fromEntries(Object.entries(record).map(([name, each]) => [name, requiredText(each)]));
}

/** The named members of an object that it gives; any other is refused. */
export function membersOf(value: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  const record = recordOf(value) ?? {};
  const other = Object.keys(record).find((name) => !names.includes(name));
  if (other !== undefined) throw badValue({ [other]: record[other] }, `one of ${names.join(", ")}`);
  return record;
}

/** A list of objects that have just two members each, both texts, such as the dimensions of an alarm. */
export function pairsOf(
  value: unknown,
  [first, second]: readonly [string, string],
): readonly (readonly [string, string])[] {
  return (listOf(value) ?? []).map((item) => {
    const members = membersOf(requiredRecord(item), [first, second]);
    const [left, right] = [textOf(members[first]), textOf(members[second])];
    if (left === undefined || right === undefined) throw badValue(item, `a ${first} with its ${second}`);
    return [left, right] as const;
  });
}

/** The list of keys and values that most types call Tags. */
export function tagsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(pairsOf(value, ["Key", "Value"]));
}

/** Tags of a type that lets their values be absent. */
export function tagsWithOptionalValues(value: unknown): Readonly<Record<string, string>> {
  return tagsOf(listOf(value)?.map((tag) => ({ Value: "", ...recordOf(tag) })));
}

/** A JSON document, such as a policy: an object in most templates, text in some. */
export function documentOf(value: unknown): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  return JSON.stringify(recordOf(value));
}

/** Those of the named properties that are given, as an API takes attributes: all are texts, documents are JSON. */
export function attributesOf(properties: ResourceProperties, names: readonly string[]): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const name of names) {
    const value = properties[name];
    if (value === undefined || value === null) continue;
    attributes[name] = typeof value === "object" ? JSON.stringify(value) : requiredText(value);
  }
  return attributes;
}

/** Drops members that are undefined, which stand for properties that the template does not give. */
export function given<T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // Only defined members are left; absent ones are allowed wherever the result is used as optional members.
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}

function badValue(value: unknown, wanted: string): ServiceError {
  const sentence = `Properties validation failed: ${JSON.stringify(value)} is not ${wanted}`;
  return new ServiceError("ValidationError", sentence, { statusCode: 400 });
}
