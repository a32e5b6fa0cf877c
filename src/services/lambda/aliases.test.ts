/** Aliases: names for versions, and how they share invocations. */
import { describe, expect, it } from "vitest";
import type { ServiceDefinition } from "../../platform/service.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { sqs } from "../sqs/service.ts";
import { startLambdaCloud, type LambdaCloud } from "./lambda-cloud.contract.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:worker";

/** A function with the versions 1 and 2, and 3 of another role. */
async function startWithVersions(services: readonly ServiceDefinition[] = []): Promise<LambdaCloud> {
  const cloud = await startLambdaCloud({ services });
  await cloud.deploy("worker", (_event, { spec }) => spec.version);
  await cloud.call(Lambda.PublishVersion, { FunctionName: "worker" });
  const changes = [{ Timeout: 5 }, { Role: "arn:aws:iam::000000000000:role/other" }];
  for (const change of changes) {
    await cloud.call(Lambda.UpdateFunctionConfiguration, { FunctionName: "worker", ...change });
    await cloud.settle();
    await cloud.call(Lambda.PublishVersion, { FunctionName: "worker" });
  }
  return cloud;
}

describe("an alias", () => {
  it("is made, shown, changed, listed and removed", async () => {
    const cloud = await startWithVersions();
    const key = { FunctionName: "worker", Name: "prod" };
    const made = await cloud.call(Lambda.CreateAlias, { ...key, FunctionVersion: "1" });
    expect(made).toEqual({
      AliasArn: `${ARN}:prod`,
      Name: "prod",
      FunctionVersion: "1",
      Description: "",
      RevisionId: expect.any(String),
    });
    expect(await cloud.call(Lambda.GetAlias, key)).toEqual(made);
    const RoutingConfig = { AdditionalVersionWeights: { "2": 0.25 } };
    const weighted = await cloud.call(Lambda.UpdateAlias, { ...key, RoutingConfig, RevisionId: made.RevisionId });
    expect(weighted).toMatchObject({ FunctionVersion: "1", RoutingConfig });
    expect(weighted.RevisionId).not.toBe(made.RevisionId);
    expect(await cloud.call(Lambda.UpdateAlias, { ...key, Description: "live" })).toMatchObject({
      Description: "live",
      RoutingConfig,
    });
    await cloud.call(Lambda.CreateAlias, { ...key, Name: "beta", FunctionVersion: "$LATEST" });
    const names = async (FunctionVersion?: string): Promise<unknown> => {
      const input = { FunctionName: "worker", ...(FunctionVersion === undefined ? {} : { FunctionVersion }) };
      return (await cloud.call(Lambda.ListAliases, input)).Aliases?.map((alias) => alias.Name);
    };
    expect(await names()).toEqual(["beta", "prod"]);
    expect(await names("2")).toEqual(["prod"]);
    const first = await cloud.call(Lambda.ListAliases, { FunctionName: "worker", MaxItems: 1 });
    const second = await cloud.call(Lambda.ListAliases, { FunctionName: "worker", Marker: first.NextMarker });
    expect(second.Aliases?.map((alias) => alias.Name)).toEqual(["prod"]);
    const cleared = await cloud.call(Lambda.UpdateAlias, { ...key, RoutingConfig: { AdditionalVersionWeights: {} } });
    expect(cleared).not.toHaveProperty("RoutingConfig");
    await cloud.call(Lambda.DeleteAlias, key);
    await cloud.call(Lambda.DeleteAlias, key);
    expect(await names()).toEqual(["beta"]);
    await cloud.stop();
  });

  it("shows its version with its own ARN, and runs it under its own ARN", async () => {
    const cloud = await startWithVersions();
    await cloud.call(Lambda.CreateAlias, { FunctionName: "worker", Name: "prod", FunctionVersion: "2" });
    const version = await cloud.call(Lambda.GetFunctionConfiguration, { FunctionName: "worker", Qualifier: "2" });
    const { Configuration } = await cloud.call(Lambda.GetFunction, { FunctionName: "worker", Qualifier: "prod" });
    expect(Configuration).toEqual({ ...version, FunctionArn: `${ARN}:prod` });
    expect(await cloud.call(Lambda.Invoke, { FunctionName: `${ARN}:prod` })).toMatchObject({ ExecutedVersion: "2" });
    expect(cloud.runtime.invocations.at(-1)?.invocation.invokedFunctionArn).toBe(`${ARN}:prod`);
    await cloud.advance(60_000);
    const dimensions = cloud.metrics().filter((each) => each.name === "Invocations");
    expect(dimensions.map((each) => each.dimensions)).toContainEqual({
      FunctionName: "worker",
      Resource: "worker:prod",
      ExecutedVersion: "2",
    });
    await cloud.stop();
  });

  it("shares invocations by weight, by chance that a seed repeats", async () => {
    const shares = async (weight: number): Promise<string> => {
      const cloud = await startWithVersions();
      const RoutingConfig = { AdditionalVersionWeights: { "2": weight } };
      await cloud.call(Lambda.CreateAlias, {
        FunctionName: "worker",
        Name: "prod",
        FunctionVersion: "1",
        RoutingConfig,
      });
      let executed = "";
      for (let count = 0; count < 200; count++) {
        const answer = await cloud.call(Lambda.Invoke, { FunctionName: "worker", Qualifier: "prod" });
        // What is told to the caller is what ran.
        expect(JSON.parse(Buffer.from(answer.Payload ?? []).toString())).toBe(answer.ExecutedVersion);
        executed += answer.ExecutedVersion;
      }
      await cloud.stop();
      return executed;
    };
    const some = await shares(0.2);
    const others = some.split("2").length - 1;
    expect(others).toBeGreaterThan(20);
    expect(others).toBeLessThan(60);
    expect(await shares(0.2)).toBe(some);
    expect(await shares(0)).toBe("1".repeat(200));
    expect(await shares(1)).toBe("2".repeat(200));
  });

  it("is a target of asynchronous invocation with settings of its own", async () => {
    const cloud = await startWithVersions();
    await cloud.call(Lambda.CreateAlias, { FunctionName: "worker", Name: "prod", FunctionVersion: "2" });
    cloud.runtime.handlers.set("worker", () => {
      throw new Error("broken");
    });
    await cloud.call(Lambda.PutFunctionEventInvokeConfig, { FunctionName: "worker:prod", MaximumRetryAttempts: 0 });
    await cloud.call(Lambda.Invoke, { FunctionName: "worker:prod", InvocationType: "Event" });
    await cloud.advance(10 * 60_000);
    expect(cloud.runtime.invocations.map(({ spec }) => spec.version)).toEqual(["2"]);
    await cloud.stop();
  });
});

describe("an event source mapping", () => {
  it("of an alias runs what the alias names, and rests while there is no such alias", async () => {
    const cloud = await startWithVersions([sqs]);
    const alias = { FunctionName: "worker", Name: "prod" };
    await cloud.call(Lambda.CreateAlias, { ...alias, FunctionVersion: "1" });
    const { QueueUrl = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "work" });
    const EventSourceArn = "arn:aws:sqs:us-east-1:000000000000:work";
    const made = await cloud.call(Lambda.CreateEventSourceMapping, { FunctionName: "worker:prod", EventSourceArn });
    expect(made.FunctionArn).toBe(`${ARN}:prod`);
    await cloud.settle();
    const send = async (): Promise<void> => {
      await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: "work" });
      await cloud.advance(120_000);
    };
    await send();
    await cloud.call(Lambda.UpdateAlias, { ...alias, FunctionVersion: "2" });
    await send();
    await cloud.call(Lambda.DeleteAlias, alias);
    await send();
    const ran = cloud.runtime.invocations.map(({ spec, invocation }) => [spec.version, invocation.invokedFunctionArn]);
    expect(ran).toEqual([
      ["1", `${ARN}:prod`],
      ["2", `${ARN}:prod`],
    ]);
    const missing = { FunctionName: "worker:prod", EventSourceArn: `${EventSourceArn}2` };
    await expect(cloud.call(Lambda.CreateEventSourceMapping, missing)).rejects.toMatchObject({
      message: "Function does not exist",
    });
    await cloud.stop();
  });
});

describe("bad input about aliases", () => {
  const create = { FunctionName: "worker", Name: "beta", FunctionVersion: "1" };
  const weights = (AdditionalVersionWeights: Readonly<Record<string, number>>): object => ({
    RoutingConfig: { AdditionalVersionWeights },
  });
  it.each([
    [
      "a name that is taken",
      Lambda.CreateAlias,
      { ...create, Name: "prod" },
      "ResourceConflictException",
      `Alias already exists: ${ARN}:prod`,
    ],
    [
      "a version that is not there",
      Lambda.CreateAlias,
      { ...create, FunctionVersion: "10" },
      "ResourceNotFoundException",
      `${ARN}:10`,
    ],
    [
      "a function that is not there",
      Lambda.CreateAlias,
      { ...create, FunctionName: "nobody" },
      "ResourceNotFoundException",
      "not found",
    ],
    [
      "a version in place of a function",
      Lambda.GetAlias,
      { FunctionName: "worker:1", Name: "prod" },
      "InvalidParameterValueException",
      "This operation is permitted on Lambda functions only.",
    ],
    [
      "a number as the name",
      Lambda.CreateAlias,
      { ...create, Name: "12" },
      "ValidationException",
      "regular expression pattern",
    ],
    [
      "two more versions",
      Lambda.CreateAlias,
      { ...create, ...weights({ "2": 0.1, "3": 0.1 }) },
      "InvalidParameterValueException",
      "Number of items in AdditionalVersionWeights cannot be greater than 1",
    ],
    [
      "the same version twice",
      Lambda.CreateAlias,
      { ...create, ...weights({ "1": 0.1 }) },
      "InvalidParameterValueException",
      "Invalid function version 1. Function version 1 is already included in routing configuration.",
    ],
    [
      "$LATEST beside another version",
      Lambda.CreateAlias,
      { ...create, FunctionVersion: "$LATEST", ...weights({ "1": 0.1 }) },
      "InvalidParameterValueException",
      "$LATEST is not supported for an alias pointing to more than 1 version",
    ],
    [
      "a version of another role",
      Lambda.CreateAlias,
      { ...create, ...weights({ "3": 0.1 }) },
      "InvalidParameterValueException",
      "execution role",
    ],
    ["more than everything", Lambda.CreateAlias, { ...create, ...weights({ "2": 1.1 }) }, "ValidationException", "1.1"],
    [
      "another version that is not there",
      Lambda.CreateAlias,
      { ...create, ...weights({ "9": 0.1 }) },
      "ResourceNotFoundException",
      `${ARN}:9`,
    ],
    [
      "an alias that is not there, to be shown",
      Lambda.GetAlias,
      { FunctionName: "worker", Name: "beta" },
      "ResourceNotFoundException",
      `Cannot find alias arn: ${ARN}:beta`,
    ],
    [
      "an alias that is not there, to be changed",
      Lambda.UpdateAlias,
      { FunctionName: "worker", Name: "beta" },
      "ResourceNotFoundException",
      `Alias not found: ${ARN}:beta`,
    ],
    [
      "an old revision",
      Lambda.UpdateAlias,
      { FunctionName: "worker", Name: "prod", RevisionId: "0" },
      "PreconditionFailedException",
      "The Revision Id provided does not match the latest Revision Id.",
    ],
    [
      "a change to a version that is not there",
      Lambda.UpdateAlias,
      { FunctionName: "worker", Name: "prod", FunctionVersion: "9" },
      "ResourceNotFoundException",
      `${ARN}:9`,
    ],
  ] as const)("%s is refused, and nothing changes", async (_, operation, input, code, message) => {
    const cloud = await startWithVersions();
    await cloud.call(Lambda.CreateAlias, { ...create, Name: "prod" });
    const before = await cloud.call(Lambda.ListAliases, { FunctionName: "worker" });
    await expect(cloud.callUnchecked(operation, input)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    expect(await cloud.call(Lambda.ListAliases, { FunctionName: "worker" })).toEqual(before);
    await cloud.stop();
  });
});
