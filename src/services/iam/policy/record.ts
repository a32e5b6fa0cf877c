/** Managed policies as they are found and shown. */
import { parseArn } from "../../../kernel/arn.ts";
import type { Place } from "../../../platform/scope.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import type { Policy, PolicyVersion } from "../../../schema/generated/iam.ts";
import type { ReadTransaction } from "../../../store/store.ts";
import { invalidArn, policyMissing } from "../errors.ts";
import { policies } from "../keyspaces.ts";
import type { PolicyRecord, PolicyVersionRecord } from "../keyspaces.ts";
import { encodeDocument } from "./document.ts";

export function policyKey(place: Place, name: string): readonly [account: string, name: string] {
  return [place.account, name.toLowerCase()];
}

/** The name at the end of a policy's ARN. @throws InvalidInput when it is no policy's ARN */
export function policyNameOf(arn: string): string {
  const parsed = parseArn(arn);
  if (parsed?.service !== "iam" || !parsed.resource.startsWith("policy/")) throw invalidArn();
  return parsed.resource.slice(parsed.resource.lastIndexOf("/") + 1);
}

/** Whether AWS itself keeps the policy: such a policy can be attached, but has no record here. */
export function isManagedByAws(arn: string): boolean {
  return parseArn(arn)?.account === "aws";
}

/** @throws NoSuchEntity; NotImplemented for AWS's own policies, whose documents are not here */
export function policyAt(arn: string, at: Place & { readonly tx: ReadTransaction }): PolicyRecord {
  const name = policyNameOf(arn);
  if (isManagedByAws(arn)) throw notImplemented(`reading the AWS managed policy ${arn}`);
  const policy = policies.get(at.tx, policyKey(at, name));
  if (policy?.arn !== arn) throw policyMissing(arn);
  return policy;
}

export function describePolicy(policy: PolicyRecord): Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: policy.attachmentCount,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: policy.createdAt,
    UpdateDate: policy.updatedAt,
  };
}

/** What GetPolicy adds. */
export function describePolicyInFull(policy: PolicyRecord): Policy {
  return {
    ...describePolicy(policy),
    ...(policy.description === undefined ? {} : { Description: policy.description }),
    Tags: policy.tags,
  };
}

export function describeVersion(policy: PolicyRecord, version: PolicyVersionRecord): PolicyVersion {
  return {
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersionId,
    CreateDate: version.createdAt,
  };
}

export function describeVersionInFull(policy: PolicyRecord, version: PolicyVersionRecord): PolicyVersion {
  return { ...describeVersion(policy, version), Document: encodeDocument(version.document) };
}
