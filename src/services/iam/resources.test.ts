/** Stacks with IAM's types: what fails half made leaves nothing behind. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform } from "../../../tests/harness/platform.ts";
import type { TestPlatform } from "../../../tests/harness/platform.ts";
import { CloudFormation } from "../../schema/generated/cloudformation.ts";
import { IAM } from "../../schema/generated/iam.ts";
import { cloudformation } from "../cloudformation/service.ts";
import { iam } from "./service.ts";

const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const DOCUMENT = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: "*" }] };
let cloud: TestPlatform;

beforeEach(async () => {
  cloud = await startTestPlatform({ services: [cloudformation, iam] });
  await cloud.call(IAM.CreateRole, { RoleName: "there", AssumeRolePolicyDocument: JSON.stringify(TRUST) });
});
afterEach(() => cloud.stop());

const deploy = async (Type: string, Properties: object) => {
  const TemplateBody = JSON.stringify({ Resources: { A: { Type, Properties } } });
  const Capabilities = ["CAPABILITY_NAMED_IAM" as const];
  await cloud.call(CloudFormation.CreateStack, { StackName: "s", TemplateBody, Capabilities });
  await cloud.settle();
  const { Stacks } = await cloud.call(CloudFormation.DescribeStacks, { StackName: "s" });
  return Stacks?.[0]?.StackStatus;
};
const policiesOfRole = async () => {
  const { PolicyNames } = await cloud.call(IAM.ListRolePolicies, { RoleName: "there" });
  const { AttachedPolicies = [] } = await cloud.call(IAM.ListAttachedRolePolicies, { RoleName: "there" });
  return [...PolicyNames, ...AttachedPolicies.map((policy) => policy.PolicyName)];
};
const rolesAndPolicies = async () => {
  const { Roles } = await cloud.call(IAM.ListRoles, {});
  const { Policies = [] } = await cloud.call(IAM.ListPolicies, { Scope: "Local" });
  return [...Roles.map((role) => role.RoleName), ...Policies.map((policy) => policy.PolicyName)];
};

const CASES: readonly (readonly [type: string, properties: object, whole: object])[] = [
  [
    "AWS::IAM::Role",
    { RoleName: "new", AssumeRolePolicyDocument: TRUST, ManagedPolicyArns: ["arn:aws:iam::000000000000:policy/none"] },
    { ManagedPolicyArns: [] },
  ],
  ["AWS::IAM::Policy", { PolicyName: "p", PolicyDocument: DOCUMENT, Roles: ["there", "gone"] }, { Roles: ["there"] }],
  [
    "AWS::IAM::ManagedPolicy",
    { ManagedPolicyName: "m", PolicyDocument: DOCUMENT, Roles: ["there", "gone"] },
    { Roles: ["there"] },
  ],
];

describe.each(CASES)("%s", (type, properties, whole) => {
  it("undoes itself when it fails half made", async () => {
    expect(await deploy(type, properties)).toBe("ROLLBACK_COMPLETE");
    expect(await policiesOfRole()).toEqual([]);
    expect(await rolesAndPolicies()).toEqual(["there"]);
  });

  it("is made, and goes with its stack", async () => {
    expect(await deploy(type, { ...properties, ...whole })).toBe("CREATE_COMPLETE");
    expect([...(await policiesOfRole()), ...(await rolesAndPolicies())]).not.toEqual(["there"]);
    await cloud.call(CloudFormation.DeleteStack, { StackName: "s" });
    await cloud.settle();
    expect([...(await policiesOfRole()), ...(await rolesAndPolicies())]).toEqual(["there"]);
  });
});

it("AWS::IAM::Policy that fails leaves alone what a role behind the failure has under the same name", async () => {
  const policy = { RoleName: "there", PolicyName: "p", PolicyDocument: JSON.stringify(DOCUMENT) };
  await cloud.call(IAM.PutRolePolicy, policy);
  const properties = { PolicyName: "p", PolicyDocument: DOCUMENT, Roles: ["gone", "there"] };
  expect(await deploy("AWS::IAM::Policy", properties)).toBe("ROLLBACK_COMPLETE");
  expect(await policiesOfRole()).toEqual(["p"]);
});
