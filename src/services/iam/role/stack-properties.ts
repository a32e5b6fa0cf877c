/** The properties of AWS::IAM types, read into what IAM's operations take. */
import type { ResourceProperties, ResourceScope } from "../../../platform/resource-type.ts";
import { tagList } from "../../../platform/stack-tags.ts";
import {
  documentOf,
  listOf,
  oneOrMoreTexts,
  recordOf,
  requiredText,
  tagsOf,
  textOf,
  wholeNumberOf,
} from "../../../platform/template-values.ts";
import type { Tag } from "../../../schema/generated/iam.ts";

/** An inline policy as a template gives it. */
export interface InlinePolicy {
  readonly name: string;
  readonly document: string;
}

export interface DesiredRole {
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
  return {
    creation: {
      AssumeRolePolicyDocument: documentText(properties["AssumeRolePolicyDocument"]),
      Path: textOf(properties["Path"]),
      Description: textOf(properties["Description"]),
      MaxSessionDuration: wholeNumberOf(properties["MaxSessionDuration"]),
      Tags: tagList({ ...at.stackTags, ...tagsOf(properties["Tags"]) }),
    },
    inlinePolicies: (listOf(properties["Policies"]) ?? []).map(inlinePolicy),
    managedPolicyArns: oneOrMoreTexts(properties["ManagedPolicyArns"]),
  };
}

function inlinePolicy(value: unknown): InlinePolicy {
  const { PolicyName: name, PolicyDocument: document } = recordOf(value) ?? {};
  return { name: requiredText(name), document: documentText(document) };
}

/** A policy document as IAM takes it; an absent one is for the operation to refuse. */
export function documentText(value: unknown): string {
  return documentOf(value) ?? "{}";
}
