/** The conditions of patterns and whether a value meets them. */
import { type AddressBlock, blockContains } from "./address-block.ts";
import { type WildcardPattern, wildcardMatches } from "./wildcard.ts";

/** A value that a condition looks at: attributes and leaves of JSON bodies. */
export type Scalar = string | number | boolean | null;

export type Condition =
  | { readonly kind: "equals"; readonly value: Scalar }
  | TextCondition
  | { readonly kind: "cidr"; readonly block: AddressBlock }
  | { readonly kind: "numeric"; readonly lower?: Bound | undefined; readonly upper?: Bound | undefined }
  | { readonly kind: "exists"; readonly present: boolean }
  | { readonly kind: "anythingBut"; readonly values: ReadonlySet<Scalar> }
  | { readonly kind: "anythingButText"; readonly conditions: readonly TextCondition[] };

/** A condition on text alone. */
export type TextCondition =
  | { readonly kind: "prefix" | "suffix"; readonly text: string; readonly ignoreCase: boolean }
  | { readonly kind: "equalsIgnoreCase"; readonly texts: ReadonlySet<string> }
  | { readonly kind: "wildcard"; readonly pattern: WildcardPattern };

/** One end of a range of numbers. */
export interface Bound {
  readonly value: number;
  readonly included: boolean;
}

/** Whether a value that is there meets `condition`; that something is absent is the matcher's to know. */
export function meets(condition: Condition, value: Scalar): boolean {
  switch (condition.kind) {
    case "equals":
      return condition.value === value;
    case "cidr":
      return typeof value === "string" && blockContains(condition.block, value);
    case "numeric":
      return typeof value === "number" && isWithin(condition.lower, condition.upper, value);
    case "exists":
      return condition.present;
    case "anythingBut":
      // Recorded: a value of another type than those in the list is something else, and so it matches.
      return !condition.values.has(value);
    case "anythingButText":
      return !condition.conditions.some((each) => meetsText(each, value));
    default:
      return meetsText(condition, value);
  }
}

function meetsText(condition: TextCondition, value: Scalar): boolean {
  if (typeof value !== "string") return false;
  switch (condition.kind) {
    case "prefix":
      return fold(value, condition.ignoreCase).startsWith(condition.text);
    case "suffix":
      return fold(value, condition.ignoreCase).endsWith(condition.text);
    case "equalsIgnoreCase":
      return condition.texts.has(value.toLowerCase());
    case "wildcard":
      return wildcardMatches(condition.pattern, value);
  }
}

function fold(value: string, ignoreCase: boolean): string {
  return ignoreCase ? value.toLowerCase() : value;
}

function isWithin(lower: Bound | undefined, upper: Bound | undefined, value: number): boolean {
  if (lower !== undefined && (lower.included ? value < lower.value : value <= lower.value)) return false;
  return upper === undefined || (upper.included ? value <= upper.value : value < upper.value);
}
