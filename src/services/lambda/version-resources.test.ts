/** Lambda's CloudFormation types for versions, aliases and layers: made, changed, removed, and made again after a crash. */
import { describe, expect, it } from "vitest";
import type { ResourceProperties, ResourceScope, ResourceType } from "../../platform/resource-type.ts";
import { operation } from "../../platform/operation.ts";
import { defineService } from "../../platform/service.ts";
import { ServiceError } from "../../platform/service-error.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { S3 } from "../../schema/generated/s3.ts";
import { startLambdaCloud, zipOf, type LambdaCloud } from "./lambda-cloud.contract.ts";
import { resources } from "./resources.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:worker";

/** Another party: gives one archive for every key. */
const bucket = defineService({
  model: S3.model,
  operations: [
    operation.stream(S3.GetObject, {
      honours: ["Bucket", "Key"],
      on: (input) => `arn:aws:s3:::${input.Bucket}`,
      run: async (input) => {
        async function* body(): AsyncIterable<Uint8Array> {
          yield zipOf({ "key.txt": input.Key });
        }
        return { Body: body() };
      },
    }),
  ],
  unsupported: [],
  refuse: () => new ServiceError("InvalidRequest", "bad input"),
});

function scopeOf(cloud: LambdaCloud, logicalId: string): ResourceScope {
  return Object.assign(cloud.scope(), {
    stackId: "arn:aws:cloudformation:us-east-1:000000000000:stack/demo/1",
    stackName: "demo",
    logicalId,
    stackTags: {},
    generatedName: (maximumLength: number) => `demo-${logicalId}-AB12`.slice(0, maximumLength),
  });
}

function typeNamed(type: string): ResourceType {
  const found = resources.find((each) => each.type === type);
  if (found === undefined) throw new Error(`no resource type ${type}`);
  return found;
}

const version = typeNamed("AWS::Lambda::Version");
const alias = typeNamed("AWS::Lambda::Alias");
const layerVersion = typeNamed("AWS::Lambda::LayerVersion");
const permission = typeNamed("AWS::Lambda::LayerVersionPermission");

async function change(cloud: LambdaCloud, Timeout: number): Promise<void> {
  await cloud.call(Lambda.UpdateFunctionConfiguration, { FunctionName: "worker", Timeout });
  await cloud.settle();
}

describe("AWS::Lambda::Version", () => {
  it("is made once, found again by the same creation, and not taken over by another", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null);
    const properties = { FunctionName: ARN, Description: "one" };
    const made = await version.create(properties, scopeOf(cloud, "One"));
    expect(made).toEqual({ physicalId: `${ARN}:1`, attributes: { FunctionArn: `${ARN}:1`, Version: "1" } });
    expect(await version.create(properties, scopeOf(cloud, "One"))).toEqual(made);
    await expect(version.create(properties, scopeOf(cloud, "Two"))).rejects.toMatchObject({
      message: "A version for this Lambda function exists ( 1 ). Modify the function to create a new version.",
    });
    await change(cloud, 5);
    const second = await version.create(properties, scopeOf(cloud, "Two"));
    expect(second.physicalId).toBe(`${ARN}:2`);
    await version.delete(made, properties, scopeOf(cloud, "One"));
    await version.delete(made, properties, scopeOf(cloud, "One"));
    const { Versions } = await cloud.call(Lambda.ListVersionsByFunction, { FunctionName: "worker" });
    expect(Versions?.map((each) => each.Version)).toEqual(["$LATEST", "2"]);
    await cloud.stop();
  });
});

describe("AWS::Lambda::Alias", () => {
  it("is made, made again, changed, given up and removed", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null);
    await cloud.call(Lambda.PublishVersion, { FunctionName: "worker" });
    await change(cloud, 5);
    await cloud.call(Lambda.PublishVersion, { FunctionName: "worker" });
    const scope = scopeOf(cloud, "Live");
    const properties: ResourceProperties = {
      FunctionName: "worker",
      Name: "live",
      FunctionVersion: 1,
      Description: "what runs",
      RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: "2", FunctionWeight: "0.5" }] },
    };
    const made = await alias.create(properties, scope);
    expect(made).toEqual({ physicalId: `${ARN}:live`, attributes: { AliasArn: `${ARN}:live` } });
    expect(await alias.create(properties, scope)).toEqual(made);
    await expect(
      alias.create({ ...properties, FunctionVersion: 2, RoutingConfig: undefined }, scope),
    ).rejects.toMatchObject({
      message: `Alias already exists: ${ARN}:live`,
    });
    const shown = (): Promise<object> => cloud.call(Lambda.GetAlias, { FunctionName: "worker", Name: "live" });
    expect(await shown()).toMatchObject({ RoutingConfig: { AdditionalVersionWeights: { "2": 0.5 } } });
    const { Description: _, RoutingConfig: __, ...rest } = properties;
    await alias.update(made, { properties: { ...rest, FunctionVersion: "2" }, previous: properties }, scope);
    expect(await shown()).toEqual({
      AliasArn: `${ARN}:live`,
      Name: "live",
      FunctionVersion: "2",
      Description: "",
      RevisionId: expect.any(String),
    });
    await alias.delete(made, properties, scope);
    await alias.delete(made, properties, scope);
    await expect(shown()).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    await cloud.stop();
  });
});

describe("ProvisionedConcurrencyConfig", () => {
  it("of versions and aliases is ready when they are made, changes with them, and fails them when it fails", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null);
    const config = (executions: number): ResourceProperties => ({
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: String(executions) },
    });
    const amounts = async (): Promise<unknown> => {
      const list = await cloud.call(Lambda.ListProvisionedConcurrencyConfigs, { FunctionName: "worker" });
      return list.ProvisionedConcurrencyConfigs?.map((each) => [
        each.FunctionArn,
        each.AllocatedProvisionedConcurrentExecutions,
        each.Status,
      ]);
    };
    const ofVersion = { FunctionName: "worker" };
    const one = await version.create({ ...ofVersion, ...config(2) }, scopeOf(cloud, "One"));
    expect(await amounts()).toEqual([[`${ARN}:1`, 2, "READY"]]);
    await version.update(one, { properties: ofVersion, previous: ofVersion }, scopeOf(cloud, "One"));
    expect(await amounts()).toEqual([]);
    const ofAlias = { FunctionName: "worker", Name: "live", FunctionVersion: "1" };
    const live = await alias.create({ ...ofAlias, ...config(1) }, scopeOf(cloud, "Live"));
    const changed = { properties: { ...ofAlias, ...config(3) }, previous: ofAlias };
    await alias.update(live, changed, scopeOf(cloud, "Live"));
    expect(await amounts()).toEqual([[`${ARN}:live`, 3, "READY"]]);
    cloud.runtime.mostProvisioned = 0;
    await expect(alias.update(live, changed, scopeOf(cloud, "Live"))).rejects.toMatchObject({
      message: `Provisioned concurrency of ${ARN}:live could not be made ready: FUNCTION_ERROR_INIT_FAILURE`,
    });
    await cloud.stop();
  });
});

describe("AWS::Lambda::LayerVersion and ::LayerVersionPermission", () => {
  it("are made from a bucket, found again by the same creation, and removed", async () => {
    const cloud = await startLambdaCloud({ services: [bucket] });
    const properties = { Content: { S3Bucket: "code", S3Key: "layer.zip" }, CompatibleRuntimes: ["nodejs20.x"] };
    const made = await layerVersion.create(properties, scopeOf(cloud, "Tools"));
    const arn = "arn:aws:lambda:us-east-1:000000000000:layer:demo-Tools-AB12:1";
    expect(made).toEqual({ physicalId: arn, attributes: { LayerVersionArn: arn } });
    expect(await layerVersion.create(properties, scopeOf(cloud, "Tools"))).toEqual(made);
    const share = { LayerVersionArn: arn, Action: "lambda:GetLayerVersion", Principal: "*" };
    const shared = await permission.create(share, scopeOf(cloud, "Share"));
    expect(shared.physicalId).toBe(`${arn}#demo-Share-AB12`);
    expect(await permission.create(share, scopeOf(cloud, "Share"))).toEqual(shared);
    const key = { LayerName: "demo-Tools-AB12", VersionNumber: 1 };
    expect((await cloud.call(Lambda.GetLayerVersionPolicy, key)).Policy).toContain("demo-Share-AB12");
    for (const _ of [1, 2]) {
      await permission.delete(shared, share, scopeOf(cloud, "Share"));
      await layerVersion.delete(made, properties, scopeOf(cloud, "Tools"));
    }
    expect((await cloud.call(Lambda.ListLayers, {})).Layers).toEqual([]);
    await cloud.stop();
  });
});
