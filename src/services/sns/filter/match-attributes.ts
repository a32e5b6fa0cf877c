/** Filter policies on message attributes. @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering-scope.html */
import type { PublishedAttribute } from "../message/published-message.ts";
import { type Scalar, meets } from "./condition.ts";
import type { Leaf } from "./parse-policy.ts";

/** Attributes as conditions see them: several values for String.Array, none for Binary. */
export type AttributeValues = ReadonlyMap<string, readonly Scalar[]>;

/** The values of a message's attributes; undefined when any of them is malformed, which no policy accepts. */
export function attributeValues(attributes: readonly PublishedAttribute[]): AttributeValues | undefined {
  const result = new Map<string, readonly Scalar[]>();
  for (const attribute of attributes) {
    const values = valuesOf(attribute);
    if (values === undefined) return undefined;
    result.set(attribute.name, values);
  }
  return result;
}

/** Whether an attribute meets a key of the policy. Of an array, any element may. */
export function attributeMeets({ key, conditions }: Leaf, attributes: AttributeValues): boolean {
  const values = attributes.get(key);
  return conditions.some((condition) => {
    if (condition.kind === "exists") return condition.present === (values !== undefined);
    return values?.some((value) => meets(condition, value)) ?? false;
  });
}

const NUMBER = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;

function valuesOf({ dataType, value }: PublishedAttribute): readonly Scalar[] | undefined {
  if (typeof value !== "string") return [];
  if (dataType === "String.Array") return arrayElements(value);
  if (dataType === "Number" || dataType.startsWith("Number.")) return NUMBER.test(value) ? [Number(value)] : undefined;
  return [escaped(value)];
}

function arrayElements(text: string): readonly Scalar[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Not JSON: malformed, as is JSON that is no array.
    return undefined;
  }
  if (!Array.isArray(parsed)) return undefined;
  const elements: Scalar[] = [];
  for (const each of parsed) {
    if (typeof each === "object" && each !== null) return undefined;
    // What is left of JSON without objects and arrays is a scalar.
    elements.push(typeof each === "string" ? escaped(each) : (each as Scalar));
  }
  return elements;
}

/** Measured: text is compared in its escaped form, so that a policy writes `\"` and `\\` escaped twice. */
function escaped(text: string): string {
  return /["\\]/.test(text) ? text.replace(/["\\]/g, "\\$&") : text;
}
