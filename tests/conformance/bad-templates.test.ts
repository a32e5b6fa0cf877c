/** Templates that cannot be deployed, over the wire: AWS's own sentences, and no stack. */
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DescribeStacksCommand,
  ListStacksCommand,
  ValidateTemplateCommand,
  type CreateStackCommandInput,
} from "@aws-sdk/client-cloudformation";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startWireCloud, type WireCloud } from "../harness/wire.ts";

let cloud: WireCloud;
let client: CloudFormationClient;
let sqs: SQSClient;
beforeAll(async () => {
  cloud = await startWireCloud({ clock: "virtual", seed: 1 });
  client = new CloudFormationClient(cloud.clientConfig);
  sqs = new SQSClient(cloud.clientConfig);
});
afterAll(() => {
  client.destroy();
  sqs.destroy();
  return cloud.close();
});
afterEach(() => expect(cloud.errors).toEqual([]));

/** A template of these resources, beside a queue that would be made if anything were. */
const resources = (text: string, more = ""): string => `${more}
Resources:
  Witness:
    Type: AWS::SQS::Queue
${text}`;

const ROLE = `
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }]`;

const PARAMETER = `
Parameters:
  Stage:
    Type: String
    AllowedValues: [test, live]`;

/** Ten lists of ten lists of ten lists ...: a few lines that stand for ten thousand million values. */
const BOMB = Array.from({ length: 10 }, (_, level) => {
  const items = Array.from({ length: 10 }, () => (level === 0 ? "x" : `*a${level - 1}`));
  return `a${level}: &a${level} [${items.join(", ")}]`;
}).join("\n");

type Case = readonly [title: string, template: string, message: string, more?: Partial<CreateStackCommandInput>];
const GIVEN: readonly Case[] = [
  [
    "an unknown type",
    resources("  A: { Type: AWS::Nothing::Here }"),
    "Template format error: Unrecognized resource types: [AWS::Nothing::Here]",
  ],
  [
    "an unknown property",
    resources("  A: { Type: AWS::SQS::Queue, Properties: { Colour: red } }"),
    "Properties validation failed for resource A with message:\n#: extraneous key [Colour] is not permitted",
  ],
  [
    "a missing required property",
    resources("  A: { Type: AWS::SNS::Subscription, Properties: { Endpoint: x, Protocol: sqs } }"),
    "Properties validation failed for resource A with message:\n#: required key [TopicArn] not found",
  ],
  [
    "a circle",
    resources(`  A: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref B } }
  B: { Type: AWS::SNS::Topic, Properties: { DisplayName: !GetAtt A.Arn } }`),
    "Circular dependency between resources: [A, B]",
  ],
  [
    "a reference to nothing",
    resources("  A: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Missing } }"),
    "Template format error: Unresolved resource dependencies [Missing] in the Resources block of the template",
  ],
  [
    "an output of nothing",
    resources("Outputs: { O: { Value: !Ref Missing } }"),
    "Template format error: Unresolved resource dependencies [Missing] in the Outputs block of the template",
  ],
  ["no resources", "Description: nothing", "Template format error: At least one Resources member must be defined."],
  ["YAML that is none", "Resources:\n  A: [", "Template format error: YAML not well-formed. (line 2, column 7)"],
  ["JSON that is none", '{"Resources": ', "Template format error: JSON not well-formed. (line 1, column 15)"],
  ["text that is no map", "just text", "Template format error: unsupported structure."],
  [
    "a parameter's value that is not allowed",
    resources("", PARAMETER),
    "Parameter 'Stage' must be one of AllowedValues",
    { Parameters: [{ ParameterKey: "Stage", ParameterValue: "holiday" }] },
  ],
  ["a parameter without value", resources("", PARAMETER), "Parameters: [Stage] must have values"],
  [
    "a parameter that the template lacks",
    resources(""),
    "Parameters: [Stage] do not exist in the template",
    { Parameters: [{ ParameterKey: "Stage", ParameterValue: "test" }] },
  ],
  [
    "aliases without measure",
    resources("", BOMB),
    "Template format error: YAML not well-formed. The template holds too many values.",
  ],
];

const CASES = GIVEN.map(([title, TemplateBody, message, more = {}]) => ({
  title,
  message,
  input: { TemplateBody, ...more },
}));

describe("CloudFormation refuses", () => {
  afterEach(async () => {
    expect((await client.send(new ListStacksCommand({}))).StackSummaries).toEqual([]);
    expect((await client.send(new DescribeStacksCommand({}))).Stacks).toEqual([]);
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toBeUndefined();
  });

  describe.each(CASES)("$title", ({ message, input }) => {
    it("in CreateStack", async () => {
      const sent = client.send(new CreateStackCommand({ StackName: "broken", ...input }));
      await expect(sent).rejects.toMatchObject({
        name: "ValidationError",
        message,
        $metadata: { httpStatusCode: 400 },
      });
    });

    it("in CreateChangeSet", async () => {
      const changeSet = { StackName: "broken", ChangeSetName: "first", ChangeSetType: "CREATE" as const, ...input };
      await expect(client.send(new CreateChangeSetCommand(changeSet))).rejects.toMatchObject({
        name: "ValidationError",
        message,
      });
    });
  });

  it.each([
    ["an IAM role", resources(ROLE), [], "CAPABILITY_IAM"],
    [
      "a role with a name",
      resources(ROLE.replace("Properties:", "Properties:\n      RoleName: me")),
      ["CAPABILITY_IAM"],
      "CAPABILITY_NAMED_IAM",
    ],
    ["SAM", resources("", "Transform: AWS::Serverless-2016-10-31"), [], "CAPABILITY_AUTO_EXPAND"],
  ] as const)("%s without the capability", async (_, TemplateBody, given, missing) => {
    const sent = client.send(new CreateStackCommand({ StackName: "broken", TemplateBody, Capabilities: [...given] }));
    await expect(sent).rejects.toMatchObject({
      name: "InsufficientCapabilitiesException",
      message: `Requires capabilities : [${missing}]`,
      $metadata: { httpStatusCode: 400 },
    });
  });

  it("a template that is validated alone", async () => {
    const sent = client.send(new ValidateTemplateCommand({ TemplateBody: "Resources:\n  A: [" }));
    await expect(sent).rejects.toMatchObject({ name: "ValidationError" });
  });
});
