/** The properties of AWS::IAM types, read into what IAM's operations take. */
import type { ResourceProperties, ResourceScope } from "../../../platform/resource-type.ts";
import type { Tag } from "../../../schema/generated/iam.ts";
import { propertyInvalid } from "../errors.ts";

/** An inline policy as a template gives it. */
export interface InlinePolicy {
  readonly name: string;
  readonly document: string;
}

interface DesiredRole {
  readonly creation: {
    readonly AssumeRolePolicyDocument: string;
    readonly Path: string | undefined;
    readonly Description: string | undefined;
    readonly MaxSessionDuration: number | undefined;
    readonly Tags: readonly Tag[];
  };
  readonly inlinePolicies: readonly InlinePolicy[];
  readonly managedPolicyArns: readonly string[];
}

/** What a template wants a role to be. */
export function desiredRole(properties: ResourceProperties, at: ResourceScope): DesiredRole {
  const own = objects(properties["Tags"], "Tags").map((tag) => ({
    Key: textOf(tag["Key"]) ?? "",
    Value: textOf(tag["Value"]) ?? "",
  }));
  const keys = new Set(own.map((tag) => tag.Key));
  const ofStack = Object.entries(at.stackTags).filter(([key]) => !keys.has(key));
  const seconds = textOf(properties["MaxSessionDuration"]);
  return {
    creation: {
      AssumeRolePolicyDocument: documentText(properties["AssumeRolePolicyDocument"]),
      Path: textOf(properties["Path"]),
      Description: textOf(properties["Description"]),
      MaxSessionDuration: seconds === undefined ? undefined : Number(seconds),
      Tags: [...own, ...ofStack.map(([Key, Value]) => ({ Key, Value }))],
    },
    inlinePolicies: objects(properties["Policies"], "Policies").map((policy) => ({
      name: textOf(policy["PolicyName"]) ?? "",
      document: documentText(policy["PolicyDocument"]),
    })),
    managedPolicyArns: textList(properties["ManagedPolicyArns"]),
  };
}

/** A scalar as text: templates may write numbers where IAM takes text, and the other way round. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}

export function textList(value: unknown): readonly string[] {
  if (value === undefined) return [];
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => textOf(item) ?? "");
}

/** A policy document: an object in most templates, text in some. */
export function documentText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? {});
}

function objects(value: unknown, property: string): readonly Readonly<Record<string, unknown>>[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw propertyInvalid(property);
  return value.map((item: unknown) => {
    if (typeof item !== "object" || item === null) throw propertyInvalid(property);
    // Any object has members by name; each is read as unknown.
    return item as Readonly<Record<string, unknown>>;
  });
}
