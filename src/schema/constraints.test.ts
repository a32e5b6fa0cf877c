import { describe, expect, it } from "vitest";
import { constraintsOf, VIOLATIONS_MAX, violationsOf } from "./constraints.ts";
import { fullMatch } from "./full-match.ts";
import { constraintPath, validationMessage } from "./constraint-sentences.ts";
import { ApiGateway } from "./generated/apigateway.ts";
import { ApiGatewayV2 } from "./generated/apigatewayv2.ts";
import { CloudFormation } from "./generated/cloudformation.ts";
import { CloudWatch } from "./generated/cloudwatch.ts";
import { IAM } from "./generated/iam.ts";
import { Lambda } from "./generated/lambda.ts";
import { Logs } from "./generated/logs.ts";
import { S3 } from "./generated/s3.ts";
import { SNS } from "./generated/sns.ts";
import { SQS } from "./generated/sqs.ts";
import { STS } from "./generated/sts.ts";
import type { ServiceModel } from "./model.ts";

const MODELS = [ApiGateway, ApiGatewayV2, CloudFormation, CloudWatch, IAM, Lambda, Logs, S3, SNS, SQS, STS].map(
  (each) => each.model,
);

interface Case {
  readonly name: string;
  readonly model: ServiceModel;
  readonly shape: string;
  readonly value: unknown;
  readonly message: string;
}

const ROLE = "arn:aws:iam::000000000000:role/r";

const CASES: readonly Case[] = [
  {
    name: "a name that is too long, as Lambda's",
    model: Lambda.model,
    shape: "GetAliasRequest",
    value: { FunctionName: "f", Name: "a".repeat(129) },
    message:
      `1 validation error detected: Value '${"a".repeat(129)}' at 'name' failed to satisfy constraint: ` +
      "Member must have length less than or equal to 128",
  },
  {
    name: "a value that is none of an enumeration, as CloudWatch's",
    model: CloudWatch.model,
    shape: "SetAlarmStateInput",
    value: { AlarmName: "a", StateReason: "r", StateValue: "INVALID" },
    message:
      "1 validation error detected: Value 'INVALID' at 'stateValue' failed to satisfy constraint: " +
      "Member must satisfy enum value set: [OK, ALARM, INSUFFICIENT_DATA]",
  },
  {
    name: "a number that is too large, recorded from Logs",
    model: Logs.model,
    shape: "FilterLogEventsRequest",
    value: { limit: 10_001 },
    message:
      "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: " +
      "Member must have value less than or equal to 10000",
  },
  {
    name: "a text that only a part of a pattern matches, recorded from STS",
    model: STS.model,
    shape: "AssumeRoleRequest",
    value: { RoleArn: ROLE, RoleSessionName: "Session1:2" },
    message:
      "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: " +
      "Member must satisfy regular expression pattern: [\\w+=,.@-]*",
  },
  {
    name: "a missing member, recorded from SNS",
    model: SNS.model,
    shape: "SetEndpointAttributesInput",
    value: { EndpointArn: "e" },
    message:
      "1 validation error detected: Value null at 'attributes' failed to satisfy constraint: Member must not be null",
  },
  {
    name: "a missing member in a map in a list, recorded from SNS",
    model: SNS.model,
    shape: "PublishBatchInput",
    value: { TopicArn: "t", PublishBatchRequestEntries: [{ Id: "1", Message: "m", MessageAttributes: { attr1: {} } }] },
    message:
      "1 validation error detected: Value null at 'publishBatchRequestEntries.1.member.messageAttributes.attr1.member.dataType' " +
      "failed to satisfy constraint: Member must not be null",
  },
  {
    name: "two errors at once",
    model: STS.model,
    shape: "AssumeRoleRequest",
    value: { RoleArn: ROLE, RoleSessionName: "s", DurationSeconds: 1 },
    message:
      "2 validation errors detected: Value 's' at 'roleSessionName' failed to satisfy constraint: " +
      "Member must have length greater than or equal to 2; Value '1' at 'durationSeconds' failed to satisfy constraint: " +
      "Member must have value greater than or equal to 900",
  },
  {
    name: "elements of a list, of which the sentence names all",
    model: IAM.model,
    shape: "UntagRoleRequest",
    value: { RoleName: "r", TagKeys: ["", "a", ""] },
    message:
      "1 validation error detected: Value '[, a, ]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: " +
      "[Member must have length less than or equal to 128, Member must have length greater than or equal to 1, " +
      "Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+]",
  },
];

describe("constraints", () => {
  it.each(CASES.map((each) => [each.name, each] as const))(
    "are told in AWS's sentence: %s",
    (_name, { model, shape, value, message }) => {
      expect(validationMessage(violationsOf(model, shape, value))).toBe(message);
    },
  );

  it("find nothing in an input that keeps them", () => {
    expect(violationsOf(STS.model, "AssumeRoleRequest", { RoleArn: ROLE, RoleSessionName: "session" })).toEqual([]);
    expect(violationsOf(SQS.model, "SendMessageRequest", { QueueUrl: "q", MessageBody: "" })).toEqual([]);
  });

  it("are compiled once", () => {
    expect(constraintsOf(SQS.model, "SendMessageRequest")).toBe(constraintsOf(SQS.model, "SendMessageRequest"));
  });

  it("count characters, not the halves of surrogate pairs", () => {
    const shape = {
      shapes: { T: { type: "string", min: 2, max: 2 } },
      operations: {},
      metadata: SQS.model.metadata,
    } as const;
    expect(violationsOf(shape, "T", "🦉🦉")).toEqual([]);
    expect(violationsOf(shape, "T", "🦉")).toHaveLength(1);
    expect(violationsOf(shape, "T", "\ud83e\ud83e")).toEqual([]);
  });

  it("stop at a bound", () => {
    const entries = Array.from({ length: 1000 }, () => ({}));
    expect(violationsOf(SQS.model, "SendMessageBatchRequest", { QueueUrl: "q", Entries: entries })).toHaveLength(
      VIOLATIONS_MAX,
    );
  });

  it("hide what is sensitive", () => {
    const violations = violationsOf(IAM.model, "ChangePasswordRequest", { OldPassword: "", NewPassword: "secret" });
    expect(validationMessage(violations)).toContain("Value at 'oldPassword'");
  });

  it("can be told with a prefix, as API Gateway does", () => {
    const [violation] = violationsOf(ApiGateway.model, "PutIntegrationRequest", {
      restApiId: "a",
      resourceId: "b",
      httpMethod: "GET",
      type: "X",
    });
    expect(violation && constraintPath(violation.path, "putIntegrationInput")).toBe("putIntegrationInput.type");
  });
});

describe("the models' patterns", () => {
  const patterns = MODELS.flatMap((model) =>
    Object.entries(model.shapes).flatMap(([name, shape]) =>
      shape.type === "string" && shape.pattern !== undefined ? [{ name: `${model.metadata.name} ${name}`, shape }] : [],
    ),
  );

  it("all compile", () => {
    expect(patterns.length).toBeGreaterThan(200);
    for (const { shape } of patterns) expect(() => fullMatch(shape.pattern ?? "")).not.toThrow();
  });

  it("take no more than linear time that matters on the longest hostile texts", () => {
    const hostile = ["a", "/", ":", "-", ".", " ", "0", "arn:aws:", "a/", "-a", "a."];
    const slow: string[] = [];
    for (const { name, shape } of patterns) {
      const matches = fullMatch(shape.pattern ?? "");
      // Where the model has no maximum, the bound is what an HTTP header or label can hold.
      const length = Math.min(shape.max ?? 8192, 8192);
      const startedAt = process.hrtime.bigint();
      for (const piece of hostile) matches(`${piece.repeat(Math.ceil(length / piece.length)).slice(0, length)}\u0000`);
      if (process.hrtime.bigint() - startedAt > 1_500_000_000n) slow.push(name);
    }
    expect(slow).toEqual([]);
  });
});
