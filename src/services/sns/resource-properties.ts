/** CloudFormation's forms of SNS settings: numbers and booleans that may be text, policies that may be objects, tags in lists. */
import type { ResourceProperties } from "../../platform/resource-type.ts";
import type { Tag } from "../../schema/generated/sns.ts";
import { invalidParameterReason } from "./errors.ts";

/** The attributes that `properties` give under the same names, as the API takes them: every value is text. */
export function attributesOf(properties: ResourceProperties, names: readonly string[]): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const name of names) {
    const value = properties[name];
    if (value !== undefined && value !== null) attributes[name] = textOf(value);
  }
  return attributes;
}

/** A property as the API takes it: documents as JSON text. */
export function textOf(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A list of texts; a single one is a list of one, as CloudFormation takes it. */
export function textsOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

/** @throws ServiceError when the property is no list of keys and values */
export function tagsOf(value: unknown): readonly Tag[] {
  return pairsOf(value, "Tags", ["Key", "Value"]).map(([Key, Value]) => ({ Key, Value }));
}

/** What a topic's Subscription property lists. */
export interface ListedSubscription {
  readonly Protocol: string;
  readonly Endpoint: string;
}

/** @throws ServiceError when the property is no list of protocols and endpoints */
export function subscriptionsOf(value: unknown): readonly ListedSubscription[] {
  return pairsOf(value, "Subscription", ["Protocol", "Endpoint"]).map(([Protocol, Endpoint]) => ({
    Protocol,
    Endpoint,
  }));
}

function pairsOf(
  value: unknown,
  property: string,
  [first, second]: readonly [string, string],
): readonly (readonly [string, string])[] {
  const items: unknown = value ?? [];
  if (!Array.isArray(items)) throw invalidParameterReason(property, "It must be a list");
  return items.map((item: unknown) => {
    const members = new Map(typeof item === "object" && item !== null ? Object.entries(item) : []);
    if (members.size !== 2 || !members.has(first) || !members.has(second)) {
      throw invalidParameterReason(property, `Each item has a ${first} and a ${second}`);
    }
    return [String(members.get(first)), String(members.get(second))] as const;
  });
}
