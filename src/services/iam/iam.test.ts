/** IAM as its callers see it. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform } from "../../../tests/harness/platform.ts";
import type { TestPlatform } from "../../../tests/harness/platform.ts";
import { uncovered } from "../../platform/service.ts";
import { IAM } from "../../schema/generated/iam.ts";
import { iam } from "./service.ts";

const statement = { Effect: "Allow", Action: "sqs:*", Resource: "*" };
const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
const TRUST = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
const POLICY = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
let cloud: TestPlatform;

beforeEach(async () => {
  cloud = await startTestPlatform({ services: [iam] });
});
afterEach(() => cloud.stop());

const makeRole = (RoleName = "r") => cloud.call(IAM.CreateRole, { RoleName, AssumeRolePolicyDocument: TRUST });

describe("IAM", () => {
  it("covers its model", () => expect(uncovered(iam)).toEqual([]));

  it("keeps a role, shows it whole, in every region, and encodes its trust policy", async () => {
    const { Role } = await makeRole();
    expect(Role).toMatchObject({ Path: "/", Arn: "arn:aws:iam::000000000000:role/r", CreateDate: cloud.now() });
    expect(Role.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
    await cloud.restart();
    const { Role: found } = await cloud.call(IAM.GetRole, { RoleName: "R" }, { region: "eu-west-1" });
    expect(found).toMatchObject({ MaxSessionDuration: 3600, RoleLastUsed: {}, RoleName: "r" });
    expect(found.AssumeRolePolicyDocument).not.toMatch(/["{]/);
    expect(decodeURIComponent(found.AssumeRolePolicyDocument ?? "")).toBe(TRUST);
  });

  it("lists by pages", async () => {
    for (const name of ["c", "a", "b"]) await makeRole(name);
    const first = await cloud.call(IAM.ListRoles, { MaxItems: 2 });
    expect([first.Roles.map((role) => role.RoleName), first.IsTruncated]).toEqual([["a", "b"], true]);
    const second = await cloud.call(IAM.ListRoles, { MaxItems: 2, Marker: first.Marker });
    expect([second.Roles.map((role) => role.RoleName), second.IsTruncated]).toEqual([["c"], false]);
  });

  it("deletes a role only once nothing hangs on it", async () => {
    await makeRole();
    await cloud.call(IAM.PutRolePolicy, { RoleName: "r", PolicyName: "p", PolicyDocument: POLICY });
    await cloud.call(IAM.AttachRolePolicy, { RoleName: "r", PolicyArn: BASIC });
    const remove = () => cloud.call(IAM.DeleteRole, { RoleName: "r" });
    await expect(remove()).rejects.toThrow("Cannot delete entity, must delete policies first.");
    await cloud.call(IAM.DeleteRolePolicy, { RoleName: "r", PolicyName: "p" });
    await expect(remove()).rejects.toThrow("Cannot delete entity, must detach all policies first.");
    const { AttachedPolicies } = await cloud.call(IAM.ListAttachedRolePolicies, { RoleName: "r" });
    expect(AttachedPolicies).toEqual([{ PolicyName: "AWSLambdaBasicExecutionRole", PolicyArn: BASIC }]);
    await cloud.call(IAM.DetachRolePolicy, { RoleName: "r", PolicyArn: BASIC });
    await remove();
    await expect(cloud.call(IAM.GetRole, { RoleName: "r" })).rejects.toMatchObject({ code: "NoSuchEntityException" });
  });

  it("counts attachments of a managed policy and keeps five versions", async () => {
    await makeRole();
    const { Policy } = await cloud.call(IAM.CreatePolicy, { PolicyName: "p", PolicyDocument: POLICY });
    const PolicyArn = Policy?.Arn ?? "";
    await cloud.call(IAM.AttachRolePolicy, { RoleName: "r", PolicyArn });
    await cloud.call(IAM.AttachRolePolicy, { RoleName: "r", PolicyArn });
    expect((await cloud.call(IAM.GetPolicy, { PolicyArn })).Policy).toMatchObject({ AttachmentCount: 1 });
    await expect(cloud.call(IAM.DeletePolicy, { PolicyArn })).rejects.toMatchObject({
      code: "DeleteConflictException",
    });
    for (let version = 2; version <= 5; version++) {
      await cloud.call(IAM.CreatePolicyVersion, { PolicyArn, PolicyDocument: POLICY, SetAsDefault: true });
    }
    await expect(cloud.call(IAM.CreatePolicyVersion, { PolicyArn, PolicyDocument: POLICY })).rejects.toMatchObject({
      code: "LimitExceededException",
    });
    const { PolicyVersion } = await cloud.call(IAM.GetPolicyVersion, { PolicyArn, VersionId: "v5" });
    expect(PolicyVersion).toMatchObject({ IsDefaultVersion: true, VersionId: "v5" });
  });

  it("gives a user keys that the gateway knows until they are deleted", async () => {
    await cloud.call(IAM.CreateUser, { UserName: "u" });
    const { AccessKey } = await cloud.call(IAM.CreateAccessKey, { UserName: "u" });
    const lookUp = () => cloud.scope().read((at) => iam.issuedKey?.(AccessKey.AccessKeyId, at));
    expect(lookUp()).toMatchObject({
      secretAccessKey: AccessKey.SecretAccessKey,
      caller: { arn: "arn:aws:iam::000000000000:user/u" },
    });
    await expect(cloud.call(IAM.DeleteUser, { UserName: "u" })).rejects.toThrow("must remove referenced objects first");
    await cloud.call(IAM.DeleteAccessKey, { UserName: "u", AccessKeyId: AccessKey.AccessKeyId });
    expect(lookUp()).toBeUndefined();
    await cloud.call(IAM.DeleteUser, { UserName: "u" });
  });

  const policyOf = (change: object) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ ...statement, ...change }] });
  it.each([
    ["no JSON", "{", "This policy contains invalid Json"],
    ["no object", "[]", "Syntax errors in policy."],
    [
      "an old version",
      JSON.stringify({ Version: "2000-01-01", Statement: [statement] }),
      "Policy document must be version 2012-10-17 or greater.",
    ],
    ["no statement", JSON.stringify({ Version: "2012-10-17" }), "Syntax errors in policy."],
    ["a principal", policyOf({ Principal: "*" }), "Policy document should not specify a principal."],
    ["no resource", policyOf({ Resource: undefined }), "Policy statement must contain resources."],
    ["no action", policyOf({ Action: undefined }), "Policy statement must contain actions."],
    ["another effect", policyOf({ Effect: "allow" }), "Syntax errors in policy."],
    ["an unknown member", policyOf({ Actions: "x" }), "Syntax errors in policy."],
  ])("refuses a policy with %s", async (_name, PolicyDocument, sentence) => {
    await makeRole();
    const put = cloud.call(IAM.PutRolePolicy, { RoleName: "r", PolicyName: "p", PolicyDocument });
    await expect(put).rejects.toMatchObject({ code: "MalformedPolicyDocumentException", message: sentence });
  });

  it.each([
    [
      "a role of that name",
      IAM.CreateRole,
      { RoleName: "R", AssumeRolePolicyDocument: TRUST },
      "Role with name R already exists.",
    ],
    [
      "a trust policy with a resource",
      IAM.CreateRole,
      { RoleName: "x", AssumeRolePolicyDocument: JSON.stringify({ Statement: { ...trust, Resource: "*" } }) },
      "Has prohibited field Resource",
    ],
    ["a missing role", IAM.GetRole, { RoleName: "nobody" }, "The role with name nobody cannot be found."],
    [
      "a missing inline policy",
      IAM.GetRolePolicy,
      { RoleName: "r", PolicyName: "p" },
      "The role policy with name p cannot be found.",
    ],
    [
      "a bad role name",
      IAM.GetRole,
      { RoleName: "a b" },
      "1 validation error detected: Value 'a b' at 'roleName' failed to satisfy constraint",
    ],
    [
      "a missing policy",
      IAM.AttachRolePolicy,
      { RoleName: "r", PolicyArn: "arn:aws:iam::000000000000:policy/none" },
      "Policy arn:aws:iam::000000000000:policy/none does not exist or is not attachable.",
    ],
    [
      "no policy ARN",
      IAM.AttachRolePolicy,
      { RoleName: "r", PolicyArn: "this is no ARN of a policy" },
      "Invalid ARN:  Could not be parsed!",
    ],
    [
      "a policy that was not attached",
      IAM.DetachRolePolicy,
      { RoleName: "r", PolicyArn: BASIC },
      `Policy ${BASIC} was not found.`,
    ],
    [
      "a permissions boundary",
      IAM.CreateRole,
      { RoleName: "b", AssumeRolePolicyDocument: TRUST, PermissionsBoundary: BASIC },
      "PermissionsBoundary",
    ],
    ["a missing user", IAM.GetUser, { UserName: "nobody" }, "The user with name nobody cannot be found."],
    ["keys for nobody", IAM.CreateAccessKey, {}, "Must specify userName when calling with non-User credentials"],
    ["a marker that is none", IAM.ListRoles, { Marker: "!!" }, "Invalid Marker."],
  ])("refuses %s", async (_name, operation, input, sentence) => {
    await makeRole();
    await expect(cloud.callUnchecked(operation, input)).rejects.toThrow(sentence);
  });
});
