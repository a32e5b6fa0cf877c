/** Templates that are refused before anything is made, each with AWS's sentence. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestPlatform } from "../../../tests/harness/platform.ts";
import type { TestPlatform } from "../../../tests/harness/platform.ts";
import { CloudFormation } from "../../schema/generated/cloudformation.ts";
import { IAM } from "../../schema/generated/iam.ts";
import { iam } from "../iam/service.ts";
import { cloudformation } from "./service.ts";
import { makeThings } from "./things.fixture.ts";

const things = makeThings();
let cloud: TestPlatform;

beforeAll(async () => {
  cloud = await startTestPlatform({ services: [cloudformation, iam, things.service] });
});
afterAll(() => cloud.stop());

const thing = (properties: object = {}, more: object = {}) => ({
  Type: "Test::Thing::One",
  Properties: properties,
  ...more,
});
const with_ = (resources: object, more: object = {}) => ({
  TemplateBody: JSON.stringify({ Resources: resources, ...more }),
});
const parameter = (declaration: object, value?: string) => ({
  ...with_({ A: thing() }, { Parameters: { P: { Type: "String", ...declaration } } }),
  ...(value === undefined ? {} : { Parameters: [{ ParameterKey: "P", ParameterValue: value }] }),
});
const ROLE = {
  Type: "AWS::IAM::Role",
  Properties: {
    AssumeRolePolicyDocument: { Statement: [{ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }] },
  },
};

describe("a template is refused with nothing made", () => {
  it.each<[string, object, string]>([
    ["no template", {}, "Either Template URL or Template Body must be specified."],
    ["no resources", with_({}), "Template format error: At least one Resources member must be defined."],
    ["a resource that is no map", with_({ A: 1 }), "Template format error: Any Resources member must be an object."],
    [
      "no type",
      with_({ A: {} }),
      "Template format error: [/Resources/A] Every Resources object must contain a Type member.",
    ],
    ["a bad name", with_({ "A-B": thing() }), "Template format error: Resource name A-B is non alphanumeric."],
    [
      "an unknown type",
      with_({ A: { Type: "AWS::X::Y" } }),
      "Template format error: Unrecognized resource types: [AWS::X::Y]",
    ],
    [
      "an unknown attribute",
      with_({ A: thing({}, { Foo: 1 }) }),
      "Template format error: Invalid template resource property 'Foo'",
    ],
    [
      "an unknown section",
      with_({ A: thing() }, { Foo: {} }),
      "Template format error: Invalid template property or properties [Foo]",
    ],
    [
      "an unknown property",
      with_({ A: thing({ Foo: 1 }) }),
      "Properties validation failed for resource A with message:\n#: extraneous key [Foo] is not permitted",
    ],
    [
      "a missing property",
      with_({ A: { Type: "Test::Thing::Strict" } }),
      "Properties validation failed for resource A with message:\n#: required key [Value] not found",
    ],
    [
      "an unresolved reference",
      with_({ A: thing({ Value: { Ref: "B" } }) }),
      "Template format error: Unresolved resource dependencies [B] in the Resources block of the template",
    ],
    [
      "an unresolved Sub",
      with_({ A: thing({ Value: { "Fn::Sub": "${B.Arn}" } }) }),
      "Unresolved resource dependencies [B] in the Resources block",
    ],
    [
      "an unresolved DependsOn",
      with_({ A: thing({}, { DependsOn: "B" }) }),
      "Unresolved resource dependencies [B] in the Resources block",
    ],
    [
      "an unresolved output",
      with_({ A: thing() }, { Outputs: { O: { Value: { Ref: "B" } } } }),
      "Unresolved resource dependencies [B] in the Outputs block of the template",
    ],
    [
      "a reference to what a condition leaves out",
      with_(
        { A: thing({}, { Condition: "C" }), B: thing({ Value: { Ref: "A" } }) },
        { Conditions: { C: { "Fn::Equals": [1, 2] } } },
      ),
      "Unresolved resource dependencies [A]",
    ],
    [
      "a circle",
      with_({
        A: thing({ Value: { Ref: "B" } }),
        B: thing({}, { DependsOn: "C" }),
        C: thing({ Value: { "Fn::GetAtt": "A.Arn" } }),
      }),
      "Circular dependency between resources: [A, B, C]",
    ],
    ["a circle of one", with_({ A: thing({ Value: { Ref: "A" } }) }), "Circular dependency between resources: [A]"],
    [
      "a circle of conditions",
      with_(
        { A: thing() },
        { Conditions: { C: { "Fn::Not": [{ Condition: "D" }] }, D: { "Fn::Not": [{ Condition: "C" }] } } },
      ),
      "Circular dependency between conditions",
    ],
    [
      "an unknown condition",
      with_({ A: thing({ Value: { "Fn::If": ["C", 1, 2] } }) }),
      "Template error: unresolved condition dependency C in Fn::If",
    ],
    [
      "an output without value",
      with_({ A: thing() }, { Outputs: { O: {} } }),
      "Template format error: Every Outputs member must contain a Value object",
    ],
    [
      "an output of null",
      with_({ A: thing() }, { Outputs: { O: { Value: null } } }),
      "[/Outputs/O/Value] 'null' values are not allowed in templates",
    ],
    [
      "a mapping that is no map",
      with_({ A: thing() }, { Mappings: { M: 1 } }),
      "Template format error: Every Mappings member M must be a map",
    ],
    ["an unknown export", with_({ A: thing({ Value: { "Fn::ImportValue": "none" } }) }), "No export named none found."],
    ["a missing parameter", parameter({}), "Parameters: [P] must have values"],
    [
      "an unknown parameter",
      { ...with_({ A: thing() }), Parameters: [{ ParameterKey: "Q", ParameterValue: "x" }] },
      "Parameters: [Q] do not exist in the template",
    ],
    ["no number", parameter({ Type: "Number" }, "x"), "Parameter 'P' must be a number."],
    [
      "a value that is not allowed",
      parameter({ AllowedValues: ["a"] }, "b"),
      "Parameter 'P' must be one of AllowedValues",
    ],
    [
      "a value that does not match",
      parameter({ AllowedPattern: "[a-z]+" }, "aB"),
      "Parameter 'P' must match pattern [a-z]+",
    ],
    [
      "a constraint in words",
      parameter({ MaxLength: 1, ConstraintDescription: "be short" }, "ab"),
      "Parameter P failed to satisfy constraint: be short",
    ],
    [
      "a pattern that backtracks for ever",
      parameter({ AllowedPattern: "(a+)+b" }, "a".repeat(60)),
      "Parameter 'P': AllowedPattern takes too long to match",
    ],
    [
      "a pattern that is none",
      parameter({ AllowedPattern: "(" }, "a"),
      "Parameter 'P': AllowedPattern is not a valid regular expression",
    ],
    [
      "a parameter from SSM",
      parameter({ Type: "AWS::SSM::Parameter::Value<String>" }, "a"),
      "Sluice does not implement the parameter type AWS::SSM::Parameter::Value<String> (of P)",
    ],
    ["IAM without capability", with_({ R: ROLE }), "Requires capabilities : [CAPABILITY_IAM]"],
    [
      "a named role without capability",
      {
        ...with_({ R: { ...ROLE, Properties: { ...ROLE.Properties, RoleName: "r" } } }),
        Capabilities: ["CAPABILITY_IAM"],
      },
      "Requires capabilities : [CAPABILITY_NAMED_IAM]",
    ],
    [
      "a transform without capability",
      with_({ A: thing() }, { Transform: "AWS::Serverless-2016-10-31" }),
      "Requires capabilities : [CAPABILITY_AUTO_EXPAND]",
    ],
    ["a macro", with_({ A: thing() }, { Transform: "Mine" }), "Sluice does not implement the transform Mine"],
    ["rules", with_({ A: thing() }, { Rules: {} }), "Sluice does not implement the template section Rules"],
    [
      "a creation policy",
      with_({ A: thing({}, { CreationPolicy: {} }) }),
      "Sluice does not implement the resource attribute CreationPolicy",
    ],
    [
      "a snapshot",
      with_({ A: thing({}, { DeletionPolicy: "Snapshot" }) }),
      "Sluice does not implement DeletionPolicy Snapshot",
    ],
    ["a long template", { TemplateBody: " ".repeat(51_201) }, "Member must have length less than or equal to 51200"],
    [
      "a bad stack name",
      { StackName: "a_b", ...with_({ A: thing() }) },
      "Value 'a_b' at 'stackName' failed to satisfy constraint",
    ],
    ["a template on no S3", { TemplateURL: "ftp://x/y" }, "TemplateURL must be a supported URL."],
    [
      "a system tag",
      { ...with_({ A: thing() }), Tags: [{ Key: "aws:x", Value: "y" }] },
      "aws: prefixed tag key names are not allowed for external use.",
    ],
    [
      "notifications",
      { ...with_({ A: thing() }), NotificationARNs: ["arn:aws:sns:us-east-1:000000000000:t"] },
      "Sluice does not implement NotificationARNs",
    ],
    ["a stack policy", { ...with_({ A: thing() }), StackPolicyBody: "{}" }, "StackPolicyBody"],
  ])("%s", async (_name, input, sentence) => {
    await expect(cloud.callUnchecked(CloudFormation.CreateStack, { StackName: "s", ...input })).rejects.toThrow(
      sentence,
    );
    expect((await cloud.call(CloudFormation.ListStacks, {})).StackSummaries).toEqual([]);
    expect(things.asked).toEqual([]);
  });

  it.each<[string, Parameters<TestPlatform["callUnchecked"]>[0], object, string]>([
    ["DescribeStacks", CloudFormation.DescribeStacks, { StackName: "n" }, "Stack with id n does not exist"],
    ["GetTemplate", CloudFormation.GetTemplate, { StackName: "n" }, "Stack with id n does not exist"],
    ["DescribeStackEvents", CloudFormation.DescribeStackEvents, { StackName: "n" }, "Stack [n] does not exist"],
    ["UpdateStack", CloudFormation.UpdateStack, { StackName: "n" }, "Stack [n] does not exist"],
    [
      "CreateChangeSet",
      CloudFormation.CreateChangeSet,
      { StackName: "n", ChangeSetName: "c" },
      "Stack [n] does not exist",
    ],
    [
      "DescribeChangeSet without stack",
      CloudFormation.DescribeChangeSet,
      { ChangeSetName: "c" },
      "StackName must be specified if ChangeSetName is not specified as an ARN.",
    ],
    ["ListImports", CloudFormation.ListImports, { ExportName: "e" }, "Export 'e' is not imported by any stack."],
    [
      "DescribeStackResources",
      CloudFormation.DescribeStackResources,
      {},
      "You must specify either StackName or PhysicalResourceId, but not both.",
    ],
  ])("%s of nothing", async (_name, operation, input, sentence) => {
    await expect(cloud.callUnchecked(operation, input)).rejects.toThrow(sentence);
  });

  it("leaves no role behind whose policy is refused", async () => {
    const policy = { PolicyName: "p", PolicyDocument: { Statement: [] } };
    const role = { ...ROLE, Properties: { ...ROLE.Properties, Policies: [policy], RoleName: "broken" } };
    const input = { StackName: "broken", ...with_({ R: role }), Capabilities: ["CAPABILITY_NAMED_IAM" as const] };
    await cloud.call(CloudFormation.CreateStack, input);
    await cloud.settle();
    const { StackEvents = [] } = await cloud.call(CloudFormation.DescribeStackEvents, { StackName: "broken" });
    const failed = StackEvents.find((event) => event.ResourceStatus === "CREATE_FAILED");
    expect(failed?.ResourceStatusReason).toContain("Syntax errors in policy.");
    expect((await cloud.call(IAM.ListRoles, {})).Roles).toEqual([]);
    await cloud.call(CloudFormation.DeleteStack, { StackName: "broken" });
    await cloud.settle();
  });

  it("makes roles and their policies", async () => {
    const policy = {
      PolicyName: "p",
      PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: "*" }] },
    };
    const role = {
      ...ROLE,
      Properties: {
        ...ROLE.Properties,
        Policies: [policy],
        ManagedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
      },
    };
    const body = with_({ R: role }, { Outputs: { Arn: { Value: { "Fn::GetAtt": ["R", "Arn"] } } } });
    await cloud.call(CloudFormation.CreateStack, { StackName: "roles", ...body, Capabilities: ["CAPABILITY_IAM"] });
    await cloud.settle();
    const { Stacks } = await cloud.call(CloudFormation.DescribeStacks, { StackName: "roles" });
    expect(Stacks?.[0]?.Outputs?.[0]?.OutputValue).toMatch(/^arn:aws:iam::000000000000:role\/roles-R-[A-Za-z0-9]{12}$/);
    await cloud.call(CloudFormation.DeleteStack, { StackName: "roles" });
    await cloud.settle();
    const { StackSummaries } = await cloud.call(CloudFormation.ListStacks, {});
    expect(StackSummaries?.[0]?.StackStatus).toBe("DELETE_COMPLETE");
  });
});
