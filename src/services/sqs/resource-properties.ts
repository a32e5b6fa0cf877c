/** CloudFormation's forms of queue settings: numbers that may be text, policies that may be objects, tags in lists. */
import type { ResourceProperties } from "../../platform/resource-type.ts";
import { invalidParameterValue } from "./errors.ts";

/** The properties that are queue attributes under the same name. */
export const ATTRIBUTE_PROPERTIES = [
  "ContentBasedDeduplication",
  "DeduplicationScope",
  "DelaySeconds",
  "FifoThroughputLimit",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "ReceiveMessageWaitTimeSeconds",
  "RedriveAllowPolicy",
  "RedrivePolicy",
  "SqsManagedSseEnabled",
  "VisibilityTimeout",
] as const;

/** The attributes that the properties give, as the API takes them: every value is text. */
export function attributesOf(properties: ResourceProperties): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const name of ATTRIBUTE_PROPERTIES) {
    const value = properties[name];
    if (value === undefined || value === null) continue;
    attributes[name] = typeof value === "object" ? JSON.stringify(value) : String(value);
  }
  return attributes;
}

/** Tags as a record. @throws ServiceError when the property is no list of keys and values */
export function tagsOf(properties: ResourceProperties): Record<string, string> {
  const given = properties["Tags"] ?? [];
  if (!Array.isArray(given)) throw invalidParameterValue("Tags", JSON.stringify(given), "It must be a list.");
  const entries = given.map((tag: unknown) => {
    if (typeof tag !== "object" || tag === null || !("Key" in tag) || !("Value" in tag)) {
      throw invalidParameterValue("Tags", JSON.stringify(tag), "A tag has a Key and a Value.");
    }
    return [String(tag.Key), String(tag.Value)] as const;
  });
  return Object.fromEntries(entries);
}

/** A list of texts; a single one is a list of one, as CloudFormation takes it. */
export function textsOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
