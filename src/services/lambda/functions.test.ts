/** Functions: made, run, changed and removed, as a caller sees them. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { uncovered } from "../../platform/service.ts";
import { Lambda, type CreateFunctionRequest } from "../../schema/generated/lambda.ts";
import { CREATION, Ended, ROLE, startLambdaCloud, zipOf, type LambdaCloud } from "./lambda-cloud.contract.ts";
import { functions } from "./keyspaces.ts";
import { lambda } from "./service.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:worker";

/** The folders of code; the manifest beside them is nobody's. */
const unpacked = (cloud: LambdaCloud): readonly string[] =>
  readdirSync(cloud.codeDirectory).filter((name) => name !== "package.json");

describe("the service", () => {
  it("covers its whole model", () => {
    expect(uncovered(lambda)).toEqual([]);
  });
});

describe("a function", () => {
  it("is Pending when it is made, Active soon after, and runs", async () => {
    const cloud = await startLambdaCloud();
    cloud.runtime.handlers.set("worker", (event) => ({ greeting: event }));
    const made = await cloud.call(Lambda.CreateFunction, { FunctionName: "worker", ...CREATION });
    expect(made).toMatchObject({
      State: "Pending",
      StateReason: "The function is being created.",
      StateReasonCode: "Creating",
      FunctionArn: ARN,
      Timeout: 3,
      MemorySize: 128,
      CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      LastModified: "2026-01-15T12:00:00.000+0000",
      Version: "$LATEST",
      LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/worker" },
    });
    expect(made).not.toHaveProperty("LastUpdateStatus");
    await cloud.settle();
    const { Configuration } = await cloud.call(Lambda.GetFunction, { FunctionName: "worker" });
    expect(Configuration).toMatchObject({ State: "Active", LastUpdateStatus: "Successful" });
    expect(await cloud.run("worker", "you")).toEqual({ result: { greeting: "you" }, error: undefined });
    await cloud.settle();
    expect([...cloud.logs.entries()].map(([key, lines]) => [key.split(" ")[0], lines.length])).toEqual([
      ["/aws/lambda/worker", 4],
    ]);
    await cloud.stop();
  });

  it.each(["worker", ARN, "000000000000:function:worker", "function:worker", `${ARN}:$LATEST`, "worker:$LATEST"])(
    "is found as %s",
    async (FunctionName) => {
      const cloud = await startLambdaCloud();
      await cloud.deploy("worker", () => "found");
      expect((await cloud.run(FunctionName)).result).toBe("found");
      const shown = await cloud.call(Lambda.GetFunctionConfiguration, { FunctionName });
      expect(shown.FunctionArn).toBe(FunctionName.endsWith("$LATEST") ? `${ARN}:$LATEST` : ARN);
      await cloud.stop();
    },
  );

  it("gets its own variables and the cloud's", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", (_event, { spec }) => spec.variables, {
      Environment: { Variables: { COLOUR: "red" } },
    });
    expect((await cloud.run("worker")).result).toEqual({
      COLOUR: "red",
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_SESSION_TOKEN: "worker",
    });
    await cloud.stop();
  });

  it("gets new keys, in new environments, before the ones that it has expire", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", (_event, { spec }) => spec.variables["AWS_ACCESS_KEY_ID"]);
    const first = await cloud.run("worker");
    await cloud.advance(11 * 3_600_000);
    expect(await cloud.run("worker")).toEqual(first);
    await cloud.advance(3_600_000 - 60_000);
    expect(await cloud.run("worker")).not.toEqual(first);
    expect(cloud.runtime.warm.size).toBe(1);
    await cloud.stop();
  });

  it("runs new code in new environments once an update is done", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", (_event, { spec }) => spec.codeDirectory);
    const before = await cloud.run("worker");
    const ZipFile = zipOf({ "index.js": "exports.handler = async () => 2;" });
    const updating = await cloud.call(Lambda.UpdateFunctionCode, { FunctionName: "worker", ZipFile });
    expect(updating).toMatchObject({ LastUpdateStatus: "InProgress", State: "Active" });
    await cloud.settle();
    expect(cloud.runtime.warm.size).toBe(0);
    const after = await cloud.run("worker");
    expect(after).not.toEqual(before);
    const shown = await cloud.call(Lambda.GetFunctionConfiguration, { FunctionName: "worker" });
    expect(shown.LastUpdateStatus).toBe("Successful");
    expect(shown.RevisionId).not.toBe(updating.RevisionId);
    await cloud.stop();
  });

  it("keeps running the setup before while an update is in progress, and refuses a second one", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", (_event, { spec }) => spec.variables["AB"]);
    // The moment between the two is too short to be met by chance.
    await cloud.scope().write((at) => {
      const record = functions.get(at.tx, ["000000000000", "us-east-1", "worker"]);
      if (record === undefined) throw new Error("the function is there");
      const setup = { ...record.setup, id: "next", variables: { AB: "new" } };
      functions.put(at.tx, ["000000000000", "us-east-1", "worker"], { ...record, setup, update: "InProgress" });
    });
    expect((await cloud.run("worker")).result).toBe(null);
    const change = { FunctionName: "worker", Timeout: 5 };
    await expect(cloud.call(Lambda.UpdateFunctionConfiguration, change)).rejects.toMatchObject({
      code: "ResourceConflictException",
      message: `The operation cannot be performed at this time. An update is in progress for resource: ${ARN}`,
    });
    await cloud.stop();
  });

  it("is left as it is by a dry run, which leaves nothing behind", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null);
    const before = await cloud.call(Lambda.GetFunctionConfiguration, { FunctionName: "worker" });
    const ZipFile = zipOf({ "index.js": "exports.handler = async () => 2;" });
    const dry = await cloud.call(Lambda.UpdateFunctionCode, { FunctionName: "worker", ZipFile, DryRun: true });
    expect(dry.CodeSha256).not.toBe(before.CodeSha256);
    expect(await cloud.call(Lambda.GetFunctionConfiguration, { FunctionName: "worker" })).toEqual(before);
    expect(unpacked(cloud)).toHaveLength(1);
    await cloud.stop();
  });

  it("is not changed by somebody who knows an older revision only", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null);
    const change = { FunctionName: "worker", Timeout: 5, RevisionId: "0" };
    await expect(cloud.call(Lambda.UpdateFunctionConfiguration, change)).rejects.toMatchObject({
      code: "PreconditionFailedException",
    });
    await cloud.stop();
  });

  it("keeps what an update of its configuration leaves out, and clears what it empties", async () => {
    const cloud = await startLambdaCloud();
    const TargetArn = "arn:aws:sqs:us-east-1:000000000000:dead";
    await cloud.deploy("worker", () => null, {
      Environment: { Variables: { AB: "1" } },
      DeadLetterConfig: { TargetArn },
      Timeout: 9,
      LoggingConfig: { LogGroup: "mine" },
    });
    const change = async (input: object): Promise<object> => {
      await cloud.call(Lambda.UpdateFunctionConfiguration, { FunctionName: "worker", ...input });
      await cloud.settle();
      return cloud.call(Lambda.GetFunctionConfiguration, { FunctionName: "worker" });
    };
    expect(await change({ MemorySize: 256 })).toMatchObject({
      MemorySize: 256,
      Timeout: 9,
      Environment: { Variables: { AB: "1" } },
      DeadLetterConfig: { TargetArn },
      LoggingConfig: { LogGroup: "mine" },
    });
    expect(await change({ DeadLetterConfig: {} })).toHaveProperty("DeadLetterConfig");
    const cleared = await change({ Environment: {}, DeadLetterConfig: { TargetArn: "" }, LoggingConfig: {} });
    expect(cleared).not.toHaveProperty("Environment");
    expect(cleared).not.toHaveProperty("DeadLetterConfig");
    expect(cleared).toMatchObject({ LoggingConfig: { LogGroup: "/aws/lambda/worker" } });
    await cloud.stop();
  });

  it("unpacks its code again when the folder is gone", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", (_event, { spec }) => existsSync(join(spec.codeDirectory, "index.js")));
    rmSync(cloud.codeDirectory, { recursive: true });
    expect((await cloud.run("worker")).result).toBe(true);
    await cloud.stop();
  });

  it("holds the archives that it runs, is about to run, or may be loading from, and no other", async () => {
    const cloud = await startLambdaCloud();
    const held = (): readonly string[] => cloud.scope().read((at) => [...(lambda.heldBlobs?.(at.tx) ?? [])].toSorted());
    const stored = async (): Promise<readonly string[]> => {
      const blobs: string[] = [];
      for await (const id of cloud.blobs.list()) blobs.push(id);
      return blobs.toSorted();
    };
    await cloud.deploy("worker", () => null);
    await cloud.deploy("other", () => null);
    expect(held()).toHaveLength(2);
    expect(held()).toEqual(await stored());
    const ZipFile = zipOf({ "index.js": "exports.handler = async () => 2;" });
    await cloud.call(Lambda.UpdateFunctionCode, { FunctionName: "worker", ZipFile });
    expect(held()).toHaveLength(3);
    expect(held()).toEqual(await stored());
    await cloud.advance(16 * 60_000);
    expect(held()).toHaveLength(2);
    await cloud.call(Lambda.DeleteFunction, { FunctionName: "worker" });
    expect(held()).toHaveLength(2);
    // The sweep of a new process takes what nobody holds, and nothing else.
    const left = await cloud.blobs.put([Buffer.from("left behind")], 100);
    await cloud.restart();
    await cloud.advance(2 * 60 * 60_000);
    expect(await stored()).not.toContain(left.id);
    expect(held()).toEqual(await stored());
    expect((await cloud.run("other")).error).toBeUndefined();
    await cloud.stop();
  });

  it("leaves nothing unpacked when it is removed and nothing can be loading it any more", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null);
    expect(unpacked(cloud)).toHaveLength(1);
    await cloud.call(Lambda.DeleteFunction, { FunctionName: "worker" });
    await cloud.settle();
    expect(unpacked(cloud)).toHaveLength(1);
    await cloud.advance(16 * 60_000);
    expect(unpacked(cloud)).toHaveLength(0);
    const blobs: string[] = [];
    for await (const id of cloud.blobs.list()) blobs.push(id);
    expect(blobs).toEqual([]);
    await cloud.stop();
  });

  it("is tagged, listed and counted", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null, { Tags: { team: "red" } });
    await cloud.deploy("zebra", () => null);
    await cloud.call(Lambda.TagResource, { Resource: ARN, Tags: { stage: "test" } });
    await cloud.call(Lambda.UntagResource, { Resource: ARN, TagKeys: ["team", "absent"] });
    expect(await cloud.call(Lambda.ListTags, { Resource: ARN })).toEqual({ Tags: { stage: "test" } });
    const first = await cloud.call(Lambda.ListFunctions, { MaxItems: 1 });
    expect(first.Functions?.map((each) => each.FunctionName)).toEqual(["worker"]);
    const second = await cloud.call(Lambda.ListFunctions, { Marker: first.NextMarker });
    expect(second.Functions?.map((each) => each.FunctionName)).toEqual(["zebra"]);
    expect(second).not.toHaveProperty("NextMarker");
    expect((await cloud.call(Lambda.GetAccountSettings, {})).AccountUsage?.FunctionCount).toBe(2);
    await cloud.stop();
  });

  it("has a policy that grows and shrinks by statements", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null);
    const grant = {
      FunctionName: "worker",
      StatementId: "s3",
      Action: "lambda:InvokeFunction",
      Principal: "s3.amazonaws.com",
      SourceArn: "arn:aws:s3:::bucket",
      SourceAccount: "000000000000",
    };
    const { Statement } = await cloud.call(Lambda.AddPermission, grant);
    const statement = {
      Sid: "s3",
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: ARN,
      Condition: {
        StringEquals: { "AWS:SourceAccount": "000000000000" },
        ArnLike: { "AWS:SourceArn": "arn:aws:s3:::bucket" },
      },
    };
    expect(JSON.parse(Statement ?? "")).toEqual(statement);
    await expect(cloud.call(Lambda.AddPermission, grant)).rejects.toMatchObject({ code: "ResourceConflictException" });
    const { Policy } = await cloud.call(Lambda.GetPolicy, { FunctionName: "worker" });
    expect(JSON.parse(Policy ?? "")).toEqual({ Version: "2012-10-17", Id: "default", Statement: [statement] });
    await cloud.call(Lambda.RemovePermission, { FunctionName: "worker", StatementId: "s3" });
    await expect(cloud.call(Lambda.GetPolicy, { FunctionName: "worker" })).rejects.toMatchObject({
      message: "The resource you requested does not exist.",
    });
    await cloud.stop();
  });
});

describe("Invoke", () => {
  it("says with FunctionError that the handler failed, and gives the end of the log", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => {
      throw new Error("broken");
    });
    const answer = await cloud.call(Lambda.Invoke, { FunctionName: "worker", LogType: "Tail" });
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: "Unhandled", ExecutedVersion: "$LATEST" });
    expect(JSON.parse(Buffer.from(answer.Payload ?? []).toString())).toMatchObject({ errorMessage: "broken" });
    const log = Buffer.from(answer.LogResult ?? "", "base64").toString();
    expect(log).toMatch(/^START RequestId: .*\nhello from the function\nEND RequestId: .*\nREPORT .*\n$/);
    await cloud.stop();
  });

  it("passes a timeout on, and refuses a result that is too large", async () => {
    const cloud = await startLambdaCloud();
    const document = {
      errorType: "Sandbox.Timedout",
      errorMessage: "RequestId: x Error: Task timed out after 3.00 seconds",
    };
    await cloud.deploy("worker", (event) =>
      event === "slow" ? new Ended("timedOut", document) : "x".repeat(6_291_556),
    );
    expect(await cloud.run("worker", "slow")).toEqual({ result: document, error: "Unhandled" });
    expect(await cloud.run("worker", "large")).toEqual({
      error: "Unhandled",
      result: {
        errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
        errorType: "Function.ResponseSizeTooLarge",
      },
    });
    await cloud.stop();
  });

  it("meters requests and GB-seconds, and counts in AWS/Lambda", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null, { MemorySize: 1024 });
    await cloud.run("worker");
    await cloud.run("worker");
    await cloud.advance(60_000);
    const usage = new Map(cloud.usage().map((each) => [each.usageType, each.quantity]));
    expect(usage.get("Request")).toBe(2);
    // The first took 100.2 ms to initialise, and each ran for 3.5 ms.
    expect(usage.get("Lambda-GB-Second")).toBeCloseTo(0.104 + 0.004, 6);
    const names = new Set(cloud.metrics().map((each) => each.name));
    for (const name of ["Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions"]) {
      expect(names).toContain(name);
    }
    await cloud.stop();
  });

  it.each<[string, object, string, string]>([
    [
      "no such function",
      { FunctionName: "nobody" },
      "ResourceNotFoundException",
      "Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody:$LATEST",
    ],
    ["another version", { Qualifier: "7" }, "ResourceNotFoundException", `Function not found: ${ARN}:7`],
    [
      "two qualifiers",
      { FunctionName: "worker:1", Qualifier: "2" },
      "InvalidParameterValueException",
      "The derived qualifier from the function name does not match the specified qualifier.",
    ],
    [
      "another region",
      { FunctionName: "arn:aws:lambda:eu-west-1:000000000000:function:worker" },
      "ResourceNotFoundException",
      "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    ],
    [
      "another account",
      { FunctionName: "arn:aws:lambda:us-east-1:111111111111:function:worker" },
      "AccessDeniedException",
      "",
    ],
    [
      "a payload that is no JSON",
      { Payload: Buffer.from("hello") },
      "InvalidRequestContentException",
      "Could not parse request body into json: Could not parse payload into json: Unrecognized token 'hello'",
    ],
    [
      "a payload of another kind",
      { Payload: Buffer.from([0x99 - 0x80]) },
      "InvalidRequestContentException",
      "Unexpected character ((CTRL-CHAR, code 25)): expected a valid value",
    ],
    [
      "a payload beyond 6 MB",
      { Payload: Buffer.alloc(6_291_457, " ") },
      "RequestTooLargeException",
      "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
    ],
    [
      "an event beyond 1 MB",
      { InvocationType: "Event", Payload: Buffer.alloc(1_048_577, " ") },
      "RequestTooLargeException",
      "Request must be smaller than 1048576 bytes for the InvokeFunction operation",
    ],
    ["a client context that is none", { ClientContext: "????" }, "InvalidRequestContentException", "Client context"],
    [
      "a kind that is none",
      { InvocationType: "Sometimes" },
      "ValidationException",
      "Member must satisfy enum value set: [Event, RequestResponse, DryRun]",
    ],
    ["a tenant", { TenantId: "blue" }, "NotImplemented", "TenantId"],
  ])("refuses %s", async (_name, change, code, message) => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null);
    await expect(cloud.callUnchecked(Lambda.Invoke, { FunctionName: "worker", ...change })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    expect(cloud.runtime.invocations).toEqual([]);
    await cloud.stop();
  });

  it("only says whether it would with DryRun, and refuses while the function is Pending", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null);
    await cloud.scope().write((at) => {
      const record = functions.get(at.tx, ["000000000000", "us-east-1", "worker"]);
      if (record === undefined) throw new Error("the function is there");
      functions.put(at.tx, ["000000000000", "us-east-1", "worker"], { ...record, state: "Pending" });
    });
    await expect(cloud.run("worker")).rejects.toMatchObject({
      code: "ResourceConflictException",
      message:
        "The operation cannot be performed at this time. The function is currently in the following state: Pending",
    });
    const answer = await cloud.call(Lambda.Invoke, { FunctionName: "worker", InvocationType: "DryRun" });
    expect(answer.StatusCode).toBe(204);
    expect(cloud.runtime.invocations).toEqual([]);
    await cloud.stop();
  });
});

describe("CreateFunction", () => {
  it.each<[string, Partial<Record<keyof CreateFunctionRequest, unknown>>, string, string]>([
    ["a name that is taken", { FunctionName: "worker" }, "ResourceConflictException", "Function already exist: worker"],
    [
      "a name of 65 characters",
      { FunctionName: "n".repeat(65) },
      "InvalidParameterValueException",
      "Member must have length less than or equal to 64",
    ],
    [
      "a role that is none",
      { Role: "worker" },
      "ValidationException",
      "at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern",
    ],
    [
      "a role that is not there",
      { Role: ROLE.replace("worker", "absent") },
      "InvalidParameterValueException",
      "The role defined for the function cannot be assumed by Lambda.",
    ],
    [
      "another size of /tmp",
      { EphemeralStorage: { Size: 1024 } },
      "NotImplemented",
      "EphemeralStorage Size other than 512",
    ],
    [
      "no runtime",
      { Runtime: undefined },
      "InvalidParameterValueException",
      "Runtime and Handler are mandatory parameters",
    ],
    [
      "an old runtime",
      { Runtime: "nodejs14.x" },
      "InvalidParameterValueException",
      "The runtime parameter of nodejs14.x is no longer supported for creating or updating AWS Lambda functions.",
    ],
    [
      "a runtime that is not here",
      { Runtime: "dotnet10" },
      "NotImplemented",
      "Sluice does not implement the runtime dotnet10: ",
    ],
    [
      "a runtime that nobody knows",
      { Runtime: "cobol9" },
      "InvalidParameterValueException",
      "Value cobol9 at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [nodejs18.x, ",
    ],
    [
      "an old runtime of a language whose new ones run",
      { Runtime: "ruby2.7" },
      "InvalidParameterValueException",
      "The runtime parameter of ruby2.7 is no longer supported for creating or updating AWS Lambda functions.",
    ],
    [
      "a runtime that this machine cannot run",
      { Runtime: "python3.14" },
      "InvalidParameterValueException",
      "The runtime python3.14 needs a python3 on the PATH.",
    ],
    ["no code", { Code: {} }, "InvalidParameterValueException", "Please provide a source for function code."],
    [
      "bytes that are no archive",
      { Code: { ZipFile: Buffer.from("nonsense") } },
      "InvalidParameterValueException",
      "Could not unzip uploaded file. Please check your file, then try to upload again.",
    ],
    ["an image", { PackageType: "Image", Code: { ImageUri: "x" } }, "NotImplemented", "container images"],
    [
      "layers",
      { Layers: ["arn:aws:lambda:us-east-1:000000000000:layer:l:1"] },
      "InvalidParameterValueException",
      "Layer version",
    ],
    ["a VPC", { VpcConfig: { SubnetIds: ["subnet-1"] } }, "NotImplemented", "VpcConfig"],
    ["active tracing", { TracingConfig: { Mode: "Active" } }, "NotImplemented", "TracingConfig"],
    ["SnapStart", { SnapStart: { ApplyOn: "PublishedVersions" } }, "NotImplemented", "SnapStart"],
    [
      "levels of text logs",
      { LoggingConfig: { ApplicationLogLevel: "INFO" } },
      "InvalidParameterValueException",
      "LogFormat",
    ],
    [
      "code signing",
      { CodeSigningConfigArn: "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0" },
      "NotImplemented",
      "CodeSigningConfigArn",
    ],
    [
      "a timeout of 901 s",
      { Timeout: 901 },
      "ValidationException",
      "Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
    ],
    ["too much memory", { MemorySize: 10_241 }, "ValidationException", "10240"],
    [
      "a reserved variable",
      { Environment: { Variables: { AWS_REGION: "x" } } },
      "InvalidParameterValueException",
      "Reserved keys used in this request: AWS_REGION",
    ],
    [
      "variables beyond 4 KB",
      { Environment: { Variables: { BIG: "x".repeat(4096) } } },
      "InvalidParameterValueException",
      "exceeded the 4KB limit",
    ],
    [
      "a dead-letter FIFO queue",
      { DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:000000000000:x.fifo" } },
      "InvalidParameterValueException",
      "dead letter",
    ],
    ["a tag of AWS's own", { Tags: { "aws:x": "y" } }, "InvalidParameterValueException", "aws:"],
  ])("refuses %s, and leaves nothing", async (_name, change, code, message) => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null);
    const input = { FunctionName: "other", ...CREATION, ...change };
    await expect(cloud.callUnchecked(Lambda.CreateFunction, input)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    expect((await cloud.call(Lambda.ListFunctions, {})).Functions).toHaveLength(1);
    const blobs: string[] = [];
    for await (const id of cloud.blobs.list()) blobs.push(id);
    expect(blobs).toHaveLength(1);
    expect(unpacked(cloud)).toHaveLength(1);
    await cloud.stop();
  });
});

describe("PutFunctionConcurrency", () => {
  it("leaves a hundred for the functions that reserve nothing", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null);
    await expect(
      cloud.call(Lambda.PutFunctionConcurrency, { FunctionName: "worker", ReservedConcurrentExecutions: 901 }),
    ).rejects.toMatchObject({ message: expect.stringContaining("below its minimum value of [100]") });
    await cloud.call(Lambda.PutFunctionConcurrency, { FunctionName: "worker", ReservedConcurrentExecutions: 900 });
    expect(await cloud.call(Lambda.GetFunctionConcurrency, { FunctionName: "worker" })).toEqual({
      ReservedConcurrentExecutions: 900,
    });
    await cloud.call(Lambda.DeleteFunctionConcurrency, { FunctionName: "worker" });
    expect(await cloud.call(Lambda.GetFunctionConcurrency, { FunctionName: "worker" })).toEqual({});
    await cloud.stop();
  });
});
