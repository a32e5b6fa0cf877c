/** The policies of a role as a stack changes them; each step can be repeated. */
import type { ResourceScope } from "../../../platform/resource-type.ts";
import { asStack, unlessRefused } from "../../../platform/stack-caller.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import type { InlinePolicy } from "./stack-properties.ts";

export async function putPolicies(
  RoleName: string,
  policies: readonly InlinePolicy[],
  at: ResourceScope,
): Promise<void> {
  for (const { name, document } of policies) {
    await at.call(IAM.PutRolePolicy, { RoleName, PolicyName: name, PolicyDocument: document }, asStack(at));
  }
}

export async function removePolicies(RoleName: string, names: readonly string[], at: ResourceScope): Promise<void> {
  for (const PolicyName of names) {
    await unlessGone(at.call(IAM.DeleteRolePolicy, { RoleName, PolicyName }, asStack(at)));
  }
}

export async function attachPolicies(RoleName: string, arns: readonly string[], at: ResourceScope): Promise<void> {
  for (const PolicyArn of arns) await at.call(IAM.AttachRolePolicy, { RoleName, PolicyArn }, asStack(at));
}

export async function detachPolicies(RoleName: string, arns: readonly string[], at: ResourceScope): Promise<void> {
  for (const PolicyArn of arns) {
    await unlessGone(at.call(IAM.DetachRolePolicy, { RoleName, PolicyArn }, asStack(at)));
  }
}

/** Removing what is already gone is no error. */
export async function unlessGone(removal: Promise<unknown>): Promise<void> {
  await unlessRefused(["NoSuchEntityException"], removal);
}
