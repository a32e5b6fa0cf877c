/** The forms of a filter policy's cases, and how they are tried: on a message, as the delivery path does it. */
import type { PublishedAttribute } from "../../message/published-message.ts";
import type { FilterPolicyScope } from "../../subscription/subscription.ts";
import { type FilterVerdict, filterVerdict } from "../filter-verdict.ts";
import { messageView } from "../message-view.ts";
import { parseFilterPolicy } from "../parse-policy.ts";

/** What a key's list of conditions makes of one value, which is the same in both scopes; undefined is an absent key. */
export type ConditionCase = readonly [conditions: readonly unknown[], value: unknown, accepted: boolean];

/** Attributes as a case writes them: text, numbers, arrays (String.Array), bytes (Binary), or a data type with its text. */
export type Attributes = Readonly<
  Record<string, string | number | readonly unknown[] | Uint8Array | { readonly type: string; readonly text: string }>
>;

export type AttributesCase = readonly [policy: object, attributes: Attributes, accepted: boolean];

export type BodyCase = readonly [policy: object, body: unknown, accepted: boolean];

/** A policy that is refused, and the sentence, which begins where the request's own words end. */
export type RefusalCase = readonly [policy: string, sentence: string, scope?: FilterPolicyScope];

/** A policy that is at a limit and within it. */
export type AcceptedCase = readonly [policy: string, scope?: FilterPolicyScope | undefined];

export function attributesVerdict(policy: object, attributes: Attributes): FilterVerdict | undefined {
  const parsed = parseFilterPolicy(JSON.stringify(policy), "MessageAttributes");
  return filterVerdict(parsed, messageView({ message: "hello", attributes: published(attributes) }), "sqs");
}

/** `body` is the text of the message. */
export function bodyVerdict(policy: object, body: string): FilterVerdict | undefined {
  const parsed = parseFilterPolicy(JSON.stringify(policy), "MessageBody");
  return filterVerdict(parsed, messageView({ message: body, attributes: [] }), "sqs");
}

export function published(attributes: Attributes): readonly PublishedAttribute[] {
  return Object.entries(attributes).map(([name, value]) => {
    if (typeof value === "number") return { name, dataType: "Number", value: String(value) };
    if (typeof value === "string") return { name, dataType: "String", value };
    if (value instanceof Uint8Array) return { name, dataType: "Binary", value };
    if ("type" in value) return { name, dataType: value.type, value: value.text };
    return { name, dataType: "String.Array", value: JSON.stringify(value) };
  });
}

/** The value of a case as an attribute: what has no data type of its own is the only element of an array. */
export function asAttributes(value: unknown): Attributes {
  if (value === undefined) return { other: "x" };
  if (typeof value === "string" || typeof value === "number" || Array.isArray(value)) return { key: value };
  return { key: [value] };
}
