/** Lambda's CloudFormation types: made, changed, removed, and made again after a crash. */
import { describe, expect, it } from "vitest";
import type {
  ResourceInstance,
  ResourceProperties,
  ResourceScope,
  ResourceType,
} from "../../platform/resource-type.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { transformSam } from "../cloudformation/sam/transform.ts";
import { sqs } from "../sqs/service.ts";
import { startLambdaCloud, ROLE, type LambdaCloud } from "./lambda-cloud.contract.ts";
import { resources } from "./resources.ts";

const STACK = "arn:aws:cloudformation:us-east-1:000000000000:stack/demo/1";

function scopeOf(cloud: LambdaCloud, logicalId: string): ResourceScope {
  return Object.assign(cloud.scope(), {
    stackId: STACK,
    stackName: "demo",
    logicalId,
    stackTags: { owner: "me" },
    generatedName: (maximumLength: number) => `demo-${logicalId}-AB12`.slice(0, maximumLength),
  });
}

function typeNamed(type: string): ResourceType {
  const found = resources.find((each) => each.type === type);
  if (found === undefined) throw new Error(`no resource type ${type}`);
  return found;
}

const FUNCTION: ResourceProperties = {
  Runtime: "nodejs20.x",
  Handler: "index.handler",
  Role: ROLE,
  Code: { ZipFile: "exports.handler = async () => 1;" },
  Timeout: "30",
  Environment: { Variables: { LIMIT: 5 } },
  ReservedConcurrentExecutions: "3",
  Tags: [{ Key: "team", Value: "red" }],
};

async function makeFunction(cloud: LambdaCloud): Promise<ResourceInstance> {
  return typeNamed("AWS::Lambda::Function").create(FUNCTION, scopeOf(cloud, "Worker"));
}

describe("AWS::Lambda::Function", () => {
  it("is made with a generated name, takes numbers as text, and is Active when it is done", async () => {
    const cloud = await startLambdaCloud();
    const made = await makeFunction(cloud);
    expect(made).toEqual({
      physicalId: "demo-Worker-AB12",
      attributes: { Arn: "arn:aws:lambda:us-east-1:000000000000:function:demo-Worker-AB12" },
    });
    const shown = await cloud.call(Lambda.GetFunction, { FunctionName: made.physicalId });
    expect(shown).toMatchObject({
      Configuration: { State: "Active", Timeout: 30, Environment: { Variables: { LIMIT: "5" } } },
      Concurrency: { ReservedConcurrentExecutions: 3 },
      Tags: { team: "red", owner: "me", "aws:cloudformation:logical-id": "Worker" },
    });
    await cloud.stop();
  });

  it("finds what it made when it is run again, and does not take over another's function", async () => {
    const cloud = await startLambdaCloud();
    const made = await makeFunction(cloud);
    expect(await makeFunction(cloud)).toEqual(made);
    await cloud.deploy("theirs", () => null);
    const properties = { ...FUNCTION, FunctionName: "theirs" };
    await expect(typeNamed("AWS::Lambda::Function").create(properties, scopeOf(cloud, "Worker"))).rejects.toMatchObject(
      { message: "Function already exist: theirs" },
    );
    await cloud.stop();
  });

  it("changes code, configuration, concurrency and tags, and gives up what the template no longer says", async () => {
    const cloud = await startLambdaCloud();
    const instance = await makeFunction(cloud);
    const { Timeout: _, Environment: __, ReservedConcurrentExecutions: ___, Tags: ____, ...rest } = FUNCTION;
    const before = await cloud.call(Lambda.GetFunction, { FunctionName: instance.physicalId });
    const properties = { ...rest, MemorySize: 512, Code: { ZipFile: "exports.handler = async () => 2;" } };
    const change = { properties, previous: FUNCTION };
    await typeNamed("AWS::Lambda::Function").update(instance, change, scopeOf(cloud, "Worker"));
    const after = await cloud.call(Lambda.GetFunction, { FunctionName: instance.physicalId });
    expect(after.Configuration).toMatchObject({ MemorySize: 512, Timeout: 3, LastUpdateStatus: "Successful" });
    expect(after.Configuration?.CodeSha256).not.toBe(before.Configuration?.CodeSha256);
    expect(after.Configuration).not.toHaveProperty("Environment");
    expect(after).not.toHaveProperty("Concurrency");
    expect(after.Tags).not.toHaveProperty("team");
    await cloud.stop();
  });

  it("is removed, and removing it again is no error", async () => {
    const cloud = await startLambdaCloud();
    const instance = await makeFunction(cloud);
    const type = typeNamed("AWS::Lambda::Function");
    await type.delete(instance, FUNCTION, scopeOf(cloud, "Worker"));
    await type.delete(instance, FUNCTION, scopeOf(cloud, "Worker"));
    expect((await cloud.call(Lambda.ListFunctions, {})).Functions).toEqual([]);
    await cloud.stop();
  });

  it("refuses what the service refuses", async () => {
    const cloud = await startLambdaCloud();
    const create = (change: ResourceProperties): Promise<ResourceInstance> =>
      typeNamed("AWS::Lambda::Function").create({ ...FUNCTION, ...change }, scopeOf(cloud, "Worker"));
    await expect(create({ VpcConfig: { SubnetIds: ["subnet-1"] } })).rejects.toMatchObject({
      code: "NotImplemented",
    });
    await expect(create({ Timeout: "soon" })).rejects.toMatchObject({ code: "ValidationError" });
    // It would lie in a file named index.js, which no Ruby finds.
    await expect(create({ Runtime: "ruby3.4" })).rejects.toMatchObject({
      message: "ZipFile can only be used when Runtime is set to either of nodejs or python, and it is ruby3.4.",
    });
    await cloud.stop();
  });
});

describe("what the SAM transform makes", () => {
  it("has no property that the types do not take", () => {
    const events = {
      Queue: {
        Type: "SQS",
        Properties: {
          Queue: "arn:aws:sqs:us-east-1:000000000000:work",
          BatchSize: 5,
          Enabled: true,
          FilterCriteria: { Filters: [] },
          FunctionResponseTypes: ["ReportBatchItemFailures"],
          MaximumBatchingWindowInSeconds: 1,
          ScalingConfig: { MaximumConcurrency: 2 },
        },
      },
      Topic: { Type: "SNS", Properties: { Topic: "arn:aws:sns:us-east-1:000000000000:news" } },
      Bucket: { Type: "S3", Properties: { Bucket: { Ref: "Photos" }, Events: "s3:ObjectCreated:*" } },
      Http: { Type: "HttpApi", Properties: { Path: "/", Method: "get" } },
      Rest: { Type: "Api", Properties: { Path: "/", Method: "get" } },
    };
    const { Resources: made } = transformSam({
      Transform: "AWS::Serverless-2016-10-31",
      Resources: {
        Photos: { Type: "AWS::S3::Bucket" },
        Library: {
          Type: "AWS::Serverless::LayerVersion",
          Properties: {
            ContentUri: "s3://code/l.zip",
            Description: "",
            CompatibleRuntimes: ["nodejs20.x"],
            CompatibleArchitectures: ["x86_64"],
            LicenseInfo: "MIT",
          },
        },
        Worker: {
          Type: "AWS::Serverless::Function",
          Properties: {
            FunctionName: "worker",
            Handler: "index.handler",
            Runtime: "nodejs20.x",
            CodeUri: "s3://code/f.zip",
            Timeout: 3,
            MemorySize: 128,
            Description: "",
            Environment: { Variables: {} },
            Architectures: ["x86_64"],
            LoggingConfig: {},
            ReservedConcurrentExecutions: 1,
            EphemeralStorage: { Size: 512 },
            Layers: [{ Ref: "Library" }],
            AutoPublishAlias: "live",
            VersionDescription: "",
            ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 },
            DeadLetterQueue: { Type: "SQS", TargetArn: "arn:aws:sqs:us-east-1:000000000000:dead" },
            EventInvokeConfig: {
              MaximumEventAgeInSeconds: 60,
              MaximumRetryAttempts: 0,
              DestinationConfig: { OnFailure: { Type: "SQS" } },
            },
            FunctionUrlConfig: { AuthType: "NONE", Cors: { AllowOrigins: ["*"] }, InvokeMode: "BUFFERED" },
            Events: events,
          },
        },
      },
    });
    // Every resource of a transformed template is an object with a type.
    const all = Object.values(made as Record<string, { readonly Type: string; readonly Properties: object }>);
    const ours = all.filter((each) => each.Type.startsWith("AWS::Lambda::"));
    expect([...new Set(ours.map((each) => each.Type))].toSorted()).toEqual([
      "AWS::Lambda::Alias",
      "AWS::Lambda::EventInvokeConfig",
      "AWS::Lambda::EventSourceMapping",
      "AWS::Lambda::Function",
      "AWS::Lambda::LayerVersion",
      "AWS::Lambda::Permission",
      "AWS::Lambda::Url",
      "AWS::Lambda::Version",
    ]);
    for (const { Type: type, Properties: properties } of ours) {
      expect(typeNamed(type).properties).toEqual(expect.arrayContaining(Object.keys(properties)));
      expect(Object.keys(properties)).toEqual(expect.arrayContaining([...typeNamed(type).required]));
    }
  });
});

describe("AWS::Lambda::Permission", () => {
  it("adds a statement and takes it away", async () => {
    const cloud = await startLambdaCloud();
    const { physicalId: FunctionName } = await makeFunction(cloud);
    const properties = { FunctionName, Action: "lambda:InvokeFunction", Principal: "sns.amazonaws.com" };
    const type = typeNamed("AWS::Lambda::Permission");
    const at = scopeOf(cloud, "Grant");
    const instance = await type.create(properties, at);
    expect(await type.create(properties, at)).toEqual(instance);
    const { Policy = "" } = await cloud.call(Lambda.GetPolicy, { FunctionName });
    expect(JSON.parse(Policy)).toMatchObject({
      Statement: [{ Sid: "demo-Grant-AB12", Principal: { Service: "sns.amazonaws.com" } }],
    });
    await type.delete(instance, properties, at);
    await type.delete(instance, properties, at);
    await expect(cloud.call(Lambda.GetPolicy, { FunctionName })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
    await cloud.stop();
  });
});

describe("AWS::Lambda::EventSourceMapping", () => {
  it("is Enabled when it is made, is found again, changes, and ends", async () => {
    const cloud = await startLambdaCloud({ services: [sqs] });
    await cloud.call(SQS.CreateQueue, { QueueName: "work" });
    const { physicalId: FunctionName } = await makeFunction(cloud);
    const properties = {
      FunctionName,
      EventSourceArn: "arn:aws:sqs:us-east-1:000000000000:work",
      BatchSize: "5",
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: "7" },
    };
    const type = typeNamed("AWS::Lambda::EventSourceMapping");
    const at = scopeOf(cloud, "Mapping");
    const instance = await type.create(properties, at);
    expect(await type.create(properties, at)).toEqual(instance);
    const UUID = instance.physicalId;
    expect(await cloud.call(Lambda.GetEventSourceMapping, { UUID })).toMatchObject({
      State: "Enabled",
      BatchSize: 5,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 7 },
    });
    const { BatchSize: _, ScalingConfig: __, FunctionResponseTypes: ___, ...rest } = properties;
    const next = { ...rest, Enabled: "false" };
    await type.update(instance, { properties: next, previous: properties }, at);
    const shown = await cloud.call(Lambda.GetEventSourceMapping, { UUID });
    expect(shown).toMatchObject({ State: "Disabled", BatchSize: 10, FunctionResponseTypes: [] });
    expect(shown).not.toHaveProperty("ScalingConfig");
    await type.delete(instance, next, at);
    await type.delete(instance, next, at);
    expect((await cloud.call(Lambda.ListEventSourceMappings, {})).EventSourceMappings).toEqual([]);
    await cloud.stop();
  });
});

describe("AWS::Lambda::EventInvokeConfig", () => {
  it("is put, replaced and deleted", async () => {
    const cloud = await startLambdaCloud();
    const { physicalId: FunctionName } = await makeFunction(cloud);
    const properties = { FunctionName, Qualifier: "$LATEST", MaximumRetryAttempts: "0" };
    const type = typeNamed("AWS::Lambda::EventInvokeConfig");
    const at = scopeOf(cloud, "Config");
    const instance = await type.create(properties, at);
    expect(await cloud.call(Lambda.GetFunctionEventInvokeConfig, { FunctionName })).toMatchObject({
      MaximumRetryAttempts: 0,
    });
    const next = { FunctionName, Qualifier: "$LATEST", MaximumEventAgeInSeconds: 90 };
    await type.update(instance, { properties: next, previous: properties }, at);
    const shown = await cloud.call(Lambda.GetFunctionEventInvokeConfig, { FunctionName });
    expect(shown.MaximumEventAgeInSeconds).toBe(90);
    expect(shown).not.toHaveProperty("MaximumRetryAttempts");
    await type.delete(instance, next, at);
    await type.delete(instance, next, at);
    await cloud.stop();
  });
});

describe("AWS::Lambda::Url", () => {
  it("is made, found again, changed, set back to AWS's defaults, and removed", async () => {
    const cloud = await startLambdaCloud();
    const { physicalId: FunctionName } = await makeFunction(cloud);
    const properties = { TargetFunctionArn: FunctionName, AuthType: "NONE", Cors: { MaxAge: "60" } };
    const type = typeNamed("AWS::Lambda::Url");
    const at = scopeOf(cloud, "Url");
    const instance = await type.create(properties, at);
    expect(await type.create(properties, at)).toEqual(instance);
    const shown = await cloud.call(Lambda.GetFunctionUrlConfig, { FunctionName });
    expect(shown).toMatchObject({ AuthType: "NONE", Cors: { MaxAge: 60 } });
    expect(instance).toEqual({
      physicalId: shown.FunctionArn,
      attributes: { FunctionArn: shown.FunctionArn, FunctionUrl: shown.FunctionUrl },
    });
    const next = { TargetFunctionArn: FunctionName, AuthType: "AWS_IAM" };
    expect(await type.update(instance, { properties: next, previous: properties }, at)).toEqual(instance);
    expect(await cloud.call(Lambda.GetFunctionUrlConfig, { FunctionName })).toMatchObject({
      AuthType: "AWS_IAM",
      Cors: {},
      FunctionUrl: shown.FunctionUrl,
    });
    await type.delete(instance, next, at);
    await type.delete(instance, next, at);
    const gone = cloud.call(Lambda.GetFunctionUrlConfig, { FunctionName });
    await expect(gone).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    await cloud.stop();
  });
});
