/** Provisioned concurrency: environments that are kept ready, who uses them, and what spills over. */
import { describe, expect, it } from "vitest";
import { Lambda } from "../../schema/generated/lambda.ts";
import { startLambdaCloud, type LambdaCloud } from "./lambda-cloud.contract.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:worker";
const KEY = { FunctionName: "worker" };

/** A function with the versions 1 and 2, and the alias `prod` of 1. */
async function startWithVersions(): Promise<LambdaCloud> {
  const cloud = await startLambdaCloud();
  await cloud.deploy("worker", (_event, { spec }) => [spec.version, spec.initializationType ?? "on-demand"]);
  await cloud.call(Lambda.PublishVersion, KEY);
  await cloud.call(Lambda.UpdateFunctionConfiguration, { ...KEY, Timeout: 5 });
  await cloud.settle();
  await cloud.call(Lambda.PublishVersion, KEY);
  await cloud.call(Lambda.CreateAlias, { ...KEY, Name: "prod", FunctionVersion: "1" });
  return cloud;
}

const put = (cloud: LambdaCloud, Qualifier: string, ProvisionedConcurrentExecutions: number): Promise<object> =>
  cloud.call(Lambda.PutProvisionedConcurrencyConfig, { ...KEY, Qualifier, ProvisionedConcurrentExecutions });
const get = (cloud: LambdaCloud, Qualifier: string): Promise<object> =>
  cloud.call(Lambda.GetProvisionedConcurrencyConfig, { ...KEY, Qualifier });
const kept = (cloud: LambdaCloud): readonly number[] => [...cloud.runtime.provisioned.values()];

describe("provisioned concurrency", () => {
  it("is in progress at first, then ready, listed, and given up", async () => {
    const cloud = await startWithVersions();
    expect(await put(cloud, "prod", 3)).toEqual({
      RequestedProvisionedConcurrentExecutions: 3,
      AvailableProvisionedConcurrentExecutions: 0,
      AllocatedProvisionedConcurrentExecutions: 0,
      Status: "IN_PROGRESS",
      LastModified: "2026-01-15T12:00:00.000+0000",
    });
    await cloud.settle();
    const ready = {
      RequestedProvisionedConcurrentExecutions: 3,
      AvailableProvisionedConcurrentExecutions: 3,
      AllocatedProvisionedConcurrentExecutions: 3,
      Status: "READY",
      LastModified: "2026-01-15T12:00:00.000+0000",
    };
    expect(await get(cloud, "prod")).toEqual(ready);
    expect(kept(cloud)).toEqual([3]);
    await put(cloud, "2", 1);
    await cloud.settle();
    const list = await cloud.call(Lambda.ListProvisionedConcurrencyConfigs, { ...KEY, MaxItems: 1 });
    expect(list.ProvisionedConcurrencyConfigs?.map((each) => each.FunctionArn)).toEqual([`${ARN}:2`]);
    const more = await cloud.call(Lambda.ListProvisionedConcurrencyConfigs, { ...KEY, Marker: list.NextMarker });
    expect(more.ProvisionedConcurrencyConfigs).toEqual([{ FunctionArn: `${ARN}:prod`, ...ready }]);
    for (const _ of [1, 2]) await cloud.call(Lambda.DeleteProvisionedConcurrencyConfig, { ...KEY, Qualifier: "prod" });
    await cloud.settle();
    expect(kept(cloud)).toEqual([1]);
    await expect(get(cloud, "prod")).rejects.toMatchObject({ code: "ProvisionedConcurrencyConfigNotFoundException" });
    await cloud.stop();
  });

  it("of an alias serves the alias alone, of a version whoever runs it; what is too much spills over", async () => {
    const cloud = await startWithVersions();
    await put(cloud, "prod", 1);
    await put(cloud, "2", 1);
    await cloud.settle();
    expect((await cloud.run("worker:prod")).result).toEqual(["1", "provisioned-concurrency"]);
    expect((await cloud.run("worker:1")).result).toEqual(["1", "on-demand"]);
    expect((await cloud.run("worker:2")).result).toEqual(["2", "provisioned-concurrency"]);
    await cloud.call(Lambda.CreateAlias, { ...KEY, Name: "next", FunctionVersion: "2" });
    expect((await cloud.run("worker:next")).result).toEqual(["2", "provisioned-concurrency"]);
    const both = await Promise.all([cloud.run("worker:prod"), cloud.run("worker:prod")]);
    expect(both.map(({ result }) => result)).toEqual([
      ["1", "provisioned-concurrency"],
      ["1", "on-demand"],
    ]);
    await cloud.advance(60_000);
    const sums = new Map<string, number>();
    for (const { name, dimensions, values } of cloud.metrics()) {
      if (dimensions["Resource"] !== "worker:prod" || "ExecutedVersion" in dimensions) continue;
      for (const [value, count] of values) sums.set(name, (sums.get(name) ?? 0) + value * count);
    }
    expect(sums.get("ProvisionedConcurrencyInvocations")).toBe(2);
    expect(sums.get("ProvisionedConcurrencySpilloverInvocations")).toBe(1);
    expect(sums.get("ProvisionedConcurrencyUtilization")).toBe(2);
    await cloud.stop();
  });

  it("follows its alias, ends with it, and is made ready again after a restart", async () => {
    const cloud = await startWithVersions();
    await put(cloud, "prod", 2);
    await cloud.settle();
    await cloud.call(Lambda.UpdateAlias, { ...KEY, Name: "prod", FunctionVersion: "2" });
    await cloud.settle();
    expect(kept(cloud)).toEqual([2]);
    expect((await cloud.run("worker:prod")).result).toEqual(["2", "provisioned-concurrency"]);
    cloud.runtime.provisioned.clear();
    await cloud.restart();
    await cloud.settle();
    expect(kept(cloud)).toEqual([2]);
    expect(await get(cloud, "prod")).toMatchObject({ Status: "READY" });
    // The role's keys are renewed before they expire, and the environments with them.
    const [before] = cloud.runtime.provisioned.keys();
    await cloud.advance(12 * 3_600_000);
    expect(kept(cloud)).toEqual([2]);
    expect(cloud.runtime.provisioned.has(before ?? "")).toBe(false);
    await cloud.call(Lambda.DeleteAlias, { ...KEY, Name: "prod" });
    await cloud.settle();
    expect(kept(cloud)).toEqual([]);
    await put(cloud, "2", 1);
    await cloud.settle();
    await cloud.call(Lambda.DeleteFunction, KEY);
    await cloud.settle();
    expect(kept(cloud)).toEqual([]);
    await cloud.stop();
  });

  it("says so when environments do not come up; what came up is used", async () => {
    const cloud = await startWithVersions();
    cloud.runtime.mostProvisioned = 1;
    await put(cloud, "1", 2);
    await cloud.settle();
    expect(await get(cloud, "1")).toMatchObject({
      Status: "FAILED",
      StatusReason: "FUNCTION_ERROR_INIT_FAILURE",
      RequestedProvisionedConcurrentExecutions: 2,
      AllocatedProvisionedConcurrentExecutions: 1,
    });
    expect((await cloud.run("worker:1")).result).toEqual(["1", "provisioned-concurrency"]);
    await cloud.stop();
  });

  it("is taken from what the account has for functions without a reservation", async () => {
    const cloud = await startWithVersions();
    await put(cloud, "1", 900);
    const message =
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution " +
      "below its minimum value of [100].";
    await cloud.deploy("other", () => null);
    const reservation = { FunctionName: "other", ReservedConcurrentExecutions: 1 };
    await expect(cloud.call(Lambda.PutFunctionConcurrency, reservation)).rejects.toMatchObject({ message });
    // A reservation of its own holds what is kept ready, and is not counted beside it.
    const own = { ...KEY, ReservedConcurrentExecutions: 900 };
    expect(await cloud.call(Lambda.PutFunctionConcurrency, own)).toEqual({ ReservedConcurrentExecutions: 900 });
    await cloud.stop();
  });
});

describe("bad input about provisioned concurrency", () => {
  const INVALID = "InvalidParameterValueException";
  const amount = { ...KEY, ProvisionedConcurrentExecutions: 1 };
  it.each([
    [
      "$LATEST",
      { ...amount, Qualifier: "$LATEST" },
      INVALID,
      "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
    ],
    ["an alias of $LATEST", { ...amount, Qualifier: "head" }, INVALID, "unpublished function versions."],
    [
      "a version that is not there",
      { ...amount, Qualifier: "9" },
      "ResourceNotFoundException",
      `Function not found: ${ARN}:9`,
    ],
    ["an alias that is not there", { ...amount, Qualifier: "beta" }, "ResourceNotFoundException", `${ARN}:beta`],
    [
      "a version whose alias has it",
      { ...amount, Qualifier: "1" },
      "ResourceConflictException",
      "Version is pointed by a Provisioned Concurrency alias",
    ],
    [
      "an alias whose version has it",
      { ...amount, Qualifier: "next" },
      "ResourceConflictException",
      "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    ],
    ["an alias with weights", { ...amount, Qualifier: "both" }, "NotImplemented", "alias with weights"],
    [
      "nothing",
      { ...amount, Qualifier: "prod", ProvisionedConcurrentExecutions: 0 },
      "ValidationException",
      "greater than or equal to 1",
    ],
    [
      "more than the account has",
      { ...amount, Qualifier: "prod", ProvisionedConcurrentExecutions: 901 },
      INVALID,
      "below its minimum value of [100].",
    ],
  ] as const)("%s is refused, and nothing changes", async (_, input, code, message) => {
    const cloud = await startWithVersions();
    await put(cloud, "prod", 1);
    await put(cloud, "2", 1);
    await cloud.call(Lambda.CreateAlias, { ...KEY, Name: "next", FunctionVersion: "2" });
    await cloud.call(Lambda.CreateAlias, { ...KEY, Name: "head", FunctionVersion: "$LATEST" });
    const RoutingConfig = { AdditionalVersionWeights: { "2": 0.5 } };
    await cloud.call(Lambda.CreateAlias, { ...KEY, Name: "both", FunctionVersion: "1", RoutingConfig });
    await cloud.settle();
    const before = await cloud.call(Lambda.ListProvisionedConcurrencyConfigs, KEY);
    await expect(cloud.callUnchecked(Lambda.PutProvisionedConcurrencyConfig, input)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    await cloud.settle();
    expect(await cloud.call(Lambda.ListProvisionedConcurrencyConfigs, KEY)).toEqual(before);
    await cloud.stop();
  });

  it("more than the function reserves is refused, and so are weights of an alias that has it", async () => {
    const cloud = await startWithVersions();
    await cloud.call(Lambda.PutFunctionConcurrency, { ...KEY, ReservedConcurrentExecutions: 3 });
    await put(cloud, "prod", 2);
    await expect(put(cloud, "2", 2)).rejects.toMatchObject({
      message:
        "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
    });
    const reservation = { ...KEY, ReservedConcurrentExecutions: 1 };
    await expect(cloud.call(Lambda.PutFunctionConcurrency, reservation)).rejects.toMatchObject({
      message: "ReservedConcurrentExecutions 1 should not be lower than function's total provisioned concurrency [2].",
    });
    const RoutingConfig = { AdditionalVersionWeights: { "2": 0.5 } };
    await expect(cloud.call(Lambda.UpdateAlias, { ...KEY, Name: "prod", RoutingConfig })).rejects.toMatchObject({
      code: "NotImplemented",
    });
    await cloud.stop();
  });
});
