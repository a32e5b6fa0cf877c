/** The size of a function's /tmp: taken where the machine holds functions to it, and refused elsewhere. */
import { afterEach, describe, expect, it } from "vitest";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import type { ResourceProperties, ResourceScope } from "../../platform/resource-type.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { transformSam } from "../cloudformation/sam/transform.ts";
import { ClosureRuntime, CREATION, type LambdaCloud, ROLE, startLambdaCloud } from "./lambda-cloud.contract.ts";
import { functionResource } from "./resources/function-resource.ts";

/** A machine that gives each environment a /tmp of its own. */
class IsolatingRuntime extends ClosureRuntime {
  readonly isolatesStorage = true;
}

const clouds: LambdaCloud[] = [];
afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.stop();
});

async function start(
  functions: ClosureRuntime = new IsolatingRuntime(),
): Promise<{ cloud: LambdaCloud; functions: ClosureRuntime }> {
  const cloud = await startLambdaCloud({ ports: { functions } });
  clouds.push(cloud);
  return { cloud, functions };
}

const sized = (Size: number): object => ({ FunctionName: "worker", ...CREATION, EphemeralStorage: { Size } });

/** What the last invocation's environment was to be. */
const lastSpec = (functions: ClosureRuntime): EnvironmentSpec | undefined => functions.invocations.at(-1)?.spec;

const sizeOf = async (cloud: LambdaCloud, name = "worker"): Promise<number | undefined> =>
  (await cloud.call(Lambda.GetFunctionConfiguration, { FunctionName: name })).EphemeralStorage?.Size;

describe("EphemeralStorage", () => {
  it("is what the environment has, is kept by versions, and changes with an update into new environments", async () => {
    const { cloud, functions } = await start();
    const made = await cloud.callUnchecked(Lambda.CreateFunction, sized(1024));
    expect(made).toMatchObject({ EphemeralStorage: { Size: 1024 } });
    await cloud.settle();
    await cloud.run("worker");
    const first = lastSpec(functions);
    expect(first?.ephemeralStorageMegabytes).toBe(1024);
    await cloud.call(Lambda.PublishVersion, { FunctionName: "worker" });

    const change = { FunctionName: "worker", EphemeralStorage: { Size: 10_240 } };
    await cloud.call(Lambda.UpdateFunctionConfiguration, change);
    await cloud.settle();
    await cloud.run("worker");
    expect(lastSpec(functions)).toMatchObject({ ephemeralStorageMegabytes: 10_240 });
    expect(lastSpec(functions)?.key).not.toBe(first?.key);
    await cloud.call(Lambda.UpdateFunctionConfiguration, { FunctionName: "worker", Timeout: 5 });
    await cloud.settle();
    expect(await sizeOf(cloud)).toBe(10_240);
    await cloud.restart();
    expect(await sizeOf(cloud)).toBe(10_240);

    expect(await sizeOf(cloud, "worker:1")).toBe(1024);
    await cloud.run("worker:1");
    expect(lastSpec(functions)?.ephemeralStorageMegabytes).toBe(1024);
    await cloud.call(Lambda.UpdateFunctionConfiguration, { FunctionName: "worker", EphemeralStorage: { Size: 512 } });
    await cloud.settle();
    await cloud.run("worker");
    expect(lastSpec(functions)).not.toHaveProperty("ephemeralStorageMegabytes");
    expect(await sizeOf(cloud)).toBe(512);
  });

  it("is metered as far as it is more than every function has", async () => {
    const { cloud } = await start();
    await cloud.callUnchecked(Lambda.CreateFunction, sized(1536));
    await cloud.settle();
    await cloud.run("worker");
    const usage = new Map(cloud.usage().map((each) => [each.usageType, each.quantity]));
    // 100.2 ms of initialisation and 3.5 ms after it, for each of which a whole GB more was there.
    expect(usage.get("Lambda-Storage-GB-Second")).toBeCloseTo(0.104, 6);
  });

  it.each([
    [
      511,
      "at 'ephemeralStorage.size' failed to satisfy constraint: Member must have value greater than or equal to 512",
    ],
    [
      10_241,
      "at 'ephemeralStorage.size' failed to satisfy constraint: Member must have value less than or equal to 10240",
    ],
  ])("of %d MB is none", async (size, sentence) => {
    const { cloud } = await start();
    const refused = { code: "ValidationException", message: expect.stringContaining(sentence) as string };
    await expect(cloud.callUnchecked(Lambda.CreateFunction, sized(size))).rejects.toMatchObject(refused);
    await cloud.deploy("worker", () => null);
    const change = { FunctionName: "worker", EphemeralStorage: { Size: size } };
    await expect(cloud.call(Lambda.UpdateFunctionConfiguration, change)).rejects.toMatchObject(refused);
  });

  it("of another size is refused, by the option that it takes, where functions share the machine's /tmp", async () => {
    const { cloud } = await start(new ClosureRuntime());
    const refused = {
      code: "NotImplemented",
      message: expect.stringContaining("--function-storage isolated") as string,
    };
    await expect(cloud.callUnchecked(Lambda.CreateFunction, sized(1024))).rejects.toMatchObject(refused);
    await cloud.callUnchecked(Lambda.CreateFunction, sized(512));
    await cloud.settle();
    const change = { FunctionName: "worker", EphemeralStorage: { Size: 1024 } };
    await expect(cloud.call(Lambda.UpdateFunctionConfiguration, change)).rejects.toMatchObject(refused);
    await cloud.run("worker");
  });
});

describe("a template's EphemeralStorage", () => {
  it("is the function's, and 512 again when it leaves the template", async () => {
    const { cloud } = await start();
    const at: ResourceScope = Object.assign(cloud.scope(), {
      stackId: "arn:aws:cloudformation:us-east-1:000000000000:stack/demo/1",
      stackName: "demo",
      logicalId: "Worker",
      stackTags: {},
      generatedName: () => "worker",
    });
    const { Code: _, ...settings } = CREATION;
    const rest: ResourceProperties = { ...settings, Code: { ZipFile: "exports.handler = async () => 1;" } };
    const previous = { ...rest, EphemeralStorage: { Size: "1024" } };
    const instance = await functionResource.create(previous, at);
    expect(await sizeOf(cloud)).toBe(1024);
    await functionResource.update(instance, { properties: rest, previous }, at);
    expect(await sizeOf(cloud)).toBe(512);
  });

  it("is handed on by AWS::Serverless::Function", () => {
    const properties = { Runtime: "nodejs20.x", Handler: "index.handler", Role: ROLE, InlineCode: "" };
    const { Resources: made } = transformSam({
      Transform: "AWS::Serverless-2016-10-31",
      Resources: {
        Worker: { Type: "AWS::Serverless::Function", Properties: { ...properties, EphemeralStorage: { Size: 2048 } } },
      },
    });
    expect(made).toMatchObject({ Worker: { Properties: { EphemeralStorage: { Size: 2048 } } } });
  });
});
