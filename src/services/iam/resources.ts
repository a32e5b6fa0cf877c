/** CloudFormation's AWS::IAM types, made through IAM's own operations. */
import type { ResourceProperties, ResourceScope, ResourceType } from "../../platform/resource-type.ts";
import { ServiceError } from "../../platform/service-error.ts";
import { asResource } from "../../platform/stack-caller.ts";
import { oneOrMoreTexts, requiredText, textOf } from "../../platform/template-values.ts";
import { IAM } from "../../schema/generated/iam.ts";
import { attachPolicies, detachPolicies, putPolicies, removePolicies, unlessGone } from "./role/stack-policies.ts";
import { desiredRole, documentText, type DesiredRole } from "./role/stack-properties.ts";

/** IAM's longest names: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const ROLE_NAME_MAXIMUM = 64;
const POLICY_NAME_MAXIMUM = 128;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-role.html */
export const roleResource: ResourceType = {
  type: "AWS::IAM::Role",
  properties: [
    "RoleName",
    "AssumeRolePolicyDocument",
    "Policies",
    "ManagedPolicyArns",
    "Path",
    "Description",
    "Tags",
    "MaxSessionDuration",
  ],
  required: ["AssumeRolePolicyDocument"],
  replacedBy: ["RoleName", "Path"],
  async create(properties, at) {
    const RoleName = textOf(properties["RoleName"]) ?? at.generatedName(ROLE_NAME_MAXIMUM);
    const desired = desiredRole(properties, at);
    const { Role } = await at.call(IAM.CreateRole, { RoleName, ...desired.creation }, asResource(at));
    const complete = async (): Promise<void> => {
      await putPolicies(RoleName, desired.inlinePolicies, at);
      await attachPolicies(RoleName, desired.managedPolicyArns, at);
    };
    await orUndo(complete, () => removeRole(RoleName, properties, at));
    return { physicalId: RoleName, attributes: { Arn: Role.Arn, RoleId: Role.RoleId } };
  },
  async update(instance, change, at) {
    const RoleName = instance.physicalId;
    const desired = desiredRole(change.properties, at);
    const previous = desiredRole(change.previous, at);
    const { AssumeRolePolicyDocument, Description, MaxSessionDuration } = desired.creation;
    const as = asResource(at);
    await at.call(IAM.UpdateAssumeRolePolicy, { RoleName, PolicyDocument: AssumeRolePolicyDocument }, as);
    const limits = { Description: Description ?? "", MaxSessionDuration: MaxSessionDuration ?? 3600 };
    await at.call(IAM.UpdateRole, { RoleName, ...limits }, as);
    const kept = new Set(desired.inlinePolicies.map((policy) => policy.name));
    await removePolicies(
      RoleName,
      previous.inlinePolicies.map((policy) => policy.name).filter((name) => !kept.has(name)),
      at,
    );
    await putPolicies(RoleName, desired.inlinePolicies, at);
    await detachPolicies(
      RoleName,
      previous.managedPolicyArns.filter((arn) => !desired.managedPolicyArns.includes(arn)),
      at,
    );
    await attachPolicies(RoleName, desired.managedPolicyArns, at);
    const keys = new Set(desired.creation.Tags.map((tag) => tag.Key));
    const TagKeys = previous.creation.Tags.map((tag) => tag.Key).filter((key) => !keys.has(key));
    if (TagKeys.length > 0) await at.call(IAM.UntagRole, { RoleName, TagKeys }, as);
    if (keys.size > 0) await at.call(IAM.TagRole, { RoleName, Tags: desired.creation.Tags }, as);
    return instance;
  },
  delete: (instance, properties, at) => removeRole(instance.physicalId, properties, at),
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-policy.html */
export const policyResource: ResourceType = {
  type: "AWS::IAM::Policy",
  properties: ["PolicyName", "PolicyDocument", "Roles"],
  required: ["PolicyName", "PolicyDocument", "Roles"],
  replacedBy: [],
  async create(properties, at) {
    const given: string[] = [];
    await orUndo(
      () => putEverywhere(properties, at, (role) => given.push(role)),
      () => removeFrom(given, properties, at),
    );
    const Id = at.generatedName(POLICY_NAME_MAXIMUM);
    return { physicalId: Id, attributes: { Id } };
  },
  async update(instance, change, at) {
    const name = requiredText(change.properties["PolicyName"]);
    const before = requiredText(change.previous["PolicyName"]);
    await putEverywhere(change.properties, at);
    const kept = oneOrMoreTexts(change.properties["Roles"]);
    for (const role of oneOrMoreTexts(change.previous["Roles"])) {
      if (name !== before || !kept.includes(role)) await unlessGone(removePolicies(role, [before], at));
    }
    return instance;
  },
  delete: (_instance, properties, at) => removeFrom(oneOrMoreTexts(properties["Roles"]), properties, at),
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-iam-managedpolicy.html */
export const managedPolicyResource: ResourceType = {
  type: "AWS::IAM::ManagedPolicy",
  properties: ["ManagedPolicyName", "PolicyDocument", "Path", "Description", "Roles"],
  required: ["PolicyDocument"],
  replacedBy: ["ManagedPolicyName", "Path", "Description"],
  async create(properties, at) {
    const Path = textOf(properties["Path"]);
    const Description = textOf(properties["Description"]);
    const PolicyName = textOf(properties["ManagedPolicyName"]) ?? at.generatedName(POLICY_NAME_MAXIMUM);
    const PolicyDocument = documentText(properties["PolicyDocument"]);
    const { Policy } = await at.call(
      IAM.CreatePolicy,
      { PolicyName, PolicyDocument, Path, Description },
      asResource(at),
    );
    const arn = Policy?.Arn ?? "";
    const attach = async (): Promise<void> => {
      for (const role of oneOrMoreTexts(properties["Roles"])) await attachPolicies(role, [arn], at);
    };
    await orUndo(attach, () => removeManagedPolicy(arn, properties, at));
    return { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: Policy?.PolicyId ?? "" } };
  },
  async update(instance, change, at) {
    const PolicyArn = instance.physicalId;
    const before = documentText(change.previous["PolicyDocument"]);
    const after = documentText(change.properties["PolicyDocument"]);
    if (before !== after) await replaceDocument(PolicyArn, after, at);
    const kept = oneOrMoreTexts(change.properties["Roles"]);
    for (const role of oneOrMoreTexts(change.previous["Roles"])) {
      if (!kept.includes(role)) await unlessGone(detachPolicies(role, [PolicyArn], at));
    }
    for (const role of kept) await attachPolicies(role, [PolicyArn], at);
    return instance;
  },
  delete: (instance, properties, at) => removeManagedPolicy(instance.physicalId, properties, at),
};

/** Of a resource that fails half made nobody would know: what is there goes again. A fault is tried again instead. */
async function orUndo(complete: () => Promise<void>, undo: () => Promise<void>): Promise<void> {
  try {
    await complete();
  } catch (error) {
    if (error instanceof ServiceError && !error.retryable) await undo();
    throw error;
  }
}

/** Gives the policy to its roles, and tells of each that has it. */
async function putEverywhere(
  properties: ResourceProperties,
  at: ResourceScope,
  tell: (role: string) => void = () => {},
): Promise<void> {
  const name = requiredText(properties["PolicyName"]);
  const document = documentText(properties["PolicyDocument"]);
  for (const role of oneOrMoreTexts(properties["Roles"])) {
    await putPolicies(role, [{ name, document }], at);
    tell(role);
  }
}

async function removeFrom(roles: readonly string[], properties: ResourceProperties, at: ResourceScope): Promise<void> {
  const name = requiredText(properties["PolicyName"]);
  for (const role of roles) await unlessGone(removePolicies(role, [name], at));
}

async function removeManagedPolicy(
  PolicyArn: string,
  properties: ResourceProperties,
  at: ResourceScope,
): Promise<void> {
  for (const role of oneOrMoreTexts(properties["Roles"])) await unlessGone(detachPolicies(role, [PolicyArn], at));
  await unlessGone(deletePolicy(PolicyArn, at));
}

async function deletePolicy(PolicyArn: string, at: ResourceScope): Promise<void> {
  await dropOldVersions(PolicyArn, at);
  await at.call(IAM.DeletePolicy, { PolicyArn }, asResource(at));
}

async function removeRole(RoleName: string, properties: ResourceProperties, at: ResourceScope): Promise<void> {
  await unlessGone(deleteRole(RoleName, desiredRole(properties, at), at));
}

async function deleteRole(RoleName: string, desired: DesiredRole, at: ResourceScope): Promise<void> {
  const names = desired.inlinePolicies.map((policy) => policy.name);
  await removePolicies(RoleName, names, at);
  await detachPolicies(RoleName, desired.managedPolicyArns, at);
  await at.call(IAM.DeleteRole, { RoleName }, asResource(at));
}

/** A policy keeps five versions at most: those that an update leaves behind go at once, as CloudFormation's own handler does. */
async function replaceDocument(PolicyArn: string, PolicyDocument: string, at: ResourceScope): Promise<void> {
  await dropOldVersions(PolicyArn, at);
  await at.call(IAM.CreatePolicyVersion, { PolicyArn, PolicyDocument, SetAsDefault: true }, asResource(at));
  await dropOldVersions(PolicyArn, at);
}

async function dropOldVersions(PolicyArn: string, at: ResourceScope): Promise<void> {
  const { Versions } = await at.call(IAM.ListPolicyVersions, { PolicyArn }, asResource(at));
  for (const { VersionId, IsDefaultVersion } of Versions ?? []) {
    if (VersionId === undefined || IsDefaultVersion === true) continue;
    await at.call(IAM.DeletePolicyVersion, { PolicyArn, VersionId }, asResource(at));
  }
}
