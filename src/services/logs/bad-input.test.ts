/** What CloudWatch Logs refuses, in AWS's words. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import { Logs } from "../../schema/generated/logs.ts";
import { logs } from "./service.ts";

const group = { logGroupName: "g" };
const stream = { logGroupName: "g", logStreamName: "s" };
const noGroup = ["ResourceNotFoundException", "The specified log group does not exist."] as const;
const noStream = ["ResourceNotFoundException", "The specified log stream does not exist."] as const;
const badToken = ["InvalidParameterException", "The specified nextToken is invalid."] as const;

describe("CloudWatch Logs refuses", () => {
  let cloud: TestPlatform;

  beforeAll(async () => {
    cloud = await startTestPlatform({ services: [logs] });
    await cloud.call(Logs.CreateLogGroup, group);
    await cloud.call(Logs.CreateLogStream, stream);
  });
  afterAll(() => cloud.stop());

  it.each([
    [Logs.CreateLogGroup, group, "ResourceAlreadyExistsException", "The specified log group already exists"],
    [
      Logs.CreateLogGroup,
      { logGroupName: "aws/x" },
      "InvalidParameterException",
      "Log groups starting with AWS/ are reserved for AWS.",
    ],
    [
      Logs.CreateLogGroup,
      { logGroupName: "x".repeat(513) },
      "InvalidParameterException",
      "Invalid LogGroup or LogStream, both must have length less than or equal to 512.",
    ],
    [Logs.CreateLogGroup, { logGroupName: "x", logGroupClass: "DELIVERY" }, "NotImplemented", undefined],
    [Logs.CreateLogGroup, { logGroupName: "x", kmsKeyId: "k" }, "NotImplemented", undefined],
    [Logs.CreateLogStream, stream, "ResourceAlreadyExistsException", "The specified log stream already exists"],
    [Logs.CreateLogStream, { logGroupName: "g", logStreamName: "a:b" }, "InvalidParameterException", undefined],
    [Logs.CreateLogStream, { logGroupName: "none", logStreamName: "s" }, ...noGroup],
    [Logs.PutLogEvents, { ...stream, logGroupName: "none", logEvents: [{ timestamp: 1, message: "m" }] }, ...noGroup],
    [Logs.PutLogEvents, { ...stream, logStreamName: "none", logEvents: [{ timestamp: 1, message: "m" }] }, ...noStream],
    [Logs.PutLogEvents, { ...stream, logEvents: [] }, "InvalidParameterException", undefined],
    [
      Logs.PutLogEvents,
      { ...stream, logEvents: [{ timestamp: 1, message: "" }] },
      "InvalidParameterException",
      undefined,
    ],
    [Logs.GetLogEvents, { ...stream, logStreamName: "none" }, ...noStream],
    [Logs.GetLogEvents, { ...stream, nextToken: "f/1" }, ...badToken],
    [Logs.GetLogEvents, { ...stream, nextToken: `x/${"0".repeat(56)}` }, ...badToken],
    [
      Logs.GetLogEvents,
      { ...stream, limit: 10_001 },
      "InvalidParameterException",
      "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: " +
        "Member must have value less than or equal to 10000",
    ],
    [
      Logs.FilterLogEvents,
      { ...group, logGroupIdentifier: "g" },
      "ValidationException",
      "LogGroup name and LogGroup ARN are mutually exclusive parameters.",
    ],
    [Logs.FilterLogEvents, { logGroupIdentifier: "arn:aws:logs:eu-west-1:000000000000:log-group:g" }, ...noGroup],
    [Logs.FilterLogEvents, { ...group, logStreamNames: ["none"] }, ...noStream],
    [Logs.FilterLogEvents, { ...group, nextToken: "nonsense" }, ...badToken],
    [
      Logs.FilterLogEvents,
      { ...group, logStreamNames: ["s"], logStreamNamePrefix: "s" },
      "InvalidParameterException",
      undefined,
    ],
    [Logs.DescribeLogGroups, { nextToken: "nonsense" }, ...badToken],
    [
      Logs.DescribeLogGroups,
      { logGroupNamePrefix: "a", logGroupNamePattern: "b" },
      "InvalidParameterException",
      "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
    ],
    [Logs.DescribeLogGroups, { limit: 51 }, "InvalidParameterException", undefined],
    [
      Logs.DescribeLogStreams,
      { ...group, orderBy: "LastEventTime", logStreamNamePrefix: "s" },
      "InvalidParameterException",
      undefined,
    ],
    [Logs.DescribeLogStreams, { ...group, nextToken: "W10" }, ...badToken],
    [Logs.PutRetentionPolicy, { ...group, retentionInDays: 2 }, "InvalidParameterException", undefined],
    [Logs.PutRetentionPolicy, { logGroupName: "none", retentionInDays: 1 }, ...noGroup],
    [Logs.DeleteLogGroup, { logGroupName: "none" }, ...noGroup],
    [Logs.DeleteLogStream, { ...stream, logStreamName: "none" }, ...noStream],
    [
      Logs.TagResource,
      { resourceArn: "arn:aws:logs:us-east-1:000000000000:log-group:g", tags: { "aws:x": "y" } },
      "InvalidParameterException",
      undefined,
    ],
    [Logs.StartLiveTail, { logGroupIdentifiers: ["g"] }, "NotImplemented", undefined],
  ] as const)("$name of $1: $2", async (operation, input, code, message) => {
    const refusal = message === undefined ? { code } : { code, message };
    await expect(cloud.callUnchecked(operation, input)).rejects.toMatchObject(refusal);
  });
});
