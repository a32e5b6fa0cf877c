/** Filter policies on message attributes. @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering-scope.html */
import type { PublishedAttribute } from "../message/published-message.ts";
import { comparableNumber } from "./comparable-number.ts";
import type { Scalar } from "../../../platform/patterns/condition.ts";
import { type Leaf, leafAccepts } from "../../../platform/patterns/leaf.ts";

/** Attributes as conditions see them: several values for arrays, none for Binary. */
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
export function attributeMeets(leaf: Leaf, attributes: AttributeValues): boolean {
  const values = attributes.get(leaf.key);
  if (values === undefined) return leaf.acceptsAbsence;
  if (leaf.acceptsPresence) return true;
  for (const value of values) if (leafAccepts(leaf, value)) return true;
  return false;
}

/** Each character can be read in one way only, so that a long text that is no number is refused at once. */
const NUMBER = /^\s*[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?\s*$/;

function valuesOf({ dataType, value }: PublishedAttribute): readonly Scalar[] | undefined {
  if (typeof value !== "string") return [];
  // Number.Array is AWS's own example: https://docs.aws.amazon.com/sns/latest/dg/numeric-value-matching.html
  if (dataType === "String.Array" || dataType === "Number.Array") return arrayElements(value);
  if (dataType === "Number" || dataType.startsWith("Number.")) {
    return NUMBER.test(value) ? [comparableNumber(Number(value))] : undefined;
  }
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
    elements.push(comparedElement(each as Scalar));
  }
  return elements;
}

function comparedElement(element: Scalar): Scalar {
  if (typeof element === "string") return escaped(element);
  return typeof element === "number" ? comparableNumber(element) : element;
}

/** Measured: text is compared in its escaped form, so that a policy writes `\"` and `\\` escaped twice. */
function escaped(text: string): string {
  return /["\\]/.test(text) ? text.replace(/["\\]/g, "\\$&") : text;
}
