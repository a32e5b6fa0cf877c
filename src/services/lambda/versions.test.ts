/** Published versions: made, run, listed and removed, as a caller sees them. */
import { describe, expect, it } from "vitest";
import { Lambda, type UpdateFunctionCodeRequest } from "../../schema/generated/lambda.ts";
import { CREATION, startLambdaCloud, zipOf, type LambdaCloud } from "./lambda-cloud.contract.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:worker";

async function change(
  cloud: LambdaCloud,
  text: string,
  more: Partial<UpdateFunctionCodeRequest> = {},
): Promise<object> {
  const ZipFile = zipOf({ "index.js": `exports.handler = async () => ${text};` });
  const answer = await cloud.call(Lambda.UpdateFunctionCode, { FunctionName: "worker", ZipFile, ...more });
  await cloud.settle();
  return answer;
}

async function startWithVersions(): Promise<LambdaCloud> {
  const cloud = await startLambdaCloud();
  await cloud.deploy("worker", (_event, { spec, invocation }) => [spec.version, invocation.invokedFunctionArn]);
  await cloud.call(Lambda.PublishVersion, { FunctionName: "worker", Description: "the first" });
  await change(cloud, "2");
  await cloud.call(Lambda.PublishVersion, { FunctionName: "worker" });
  return cloud;
}

describe("a version", () => {
  it("is a snapshot under a number that grows, and nothing new when nothing was deployed", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null);
    const first = await cloud.call(Lambda.PublishVersion, { FunctionName: "worker", Description: "the first" });
    expect(first).toMatchObject({
      FunctionArn: `${ARN}:1`,
      Version: "1",
      Description: "the first",
      State: "Active",
      LastUpdateStatus: "Successful",
    });
    expect(await cloud.call(Lambda.PublishVersion, { FunctionName: "worker", Description: "again" })).toEqual(first);
    // An update with the same values is a deployment too.
    await cloud.call(Lambda.UpdateFunctionConfiguration, { FunctionName: "worker", Timeout: 3 });
    await cloud.settle();
    const second = await cloud.call(Lambda.PublishVersion, { FunctionName: "worker" });
    expect(second).toMatchObject({ Version: "2", Description: "", CodeSha256: first.CodeSha256 });
    await cloud.call(Lambda.DeleteFunction, { FunctionName: "worker" });
    const again = await cloud.call(Lambda.CreateFunction, { FunctionName: "worker", ...CREATION, Publish: true });
    expect(again).toMatchObject({ Version: "3", State: "Pending" });
    await cloud.stop();
  });

  it("comes with the code that CreateFunction and UpdateFunctionCode publish, Pending until that is ready", async () => {
    const cloud = await startLambdaCloud();
    const made = await cloud.call(Lambda.CreateFunction, { FunctionName: "worker", ...CREATION, Publish: true });
    expect(made).toMatchObject({ Version: "1", FunctionArn: `${ARN}:1`, State: "Pending" });
    await cloud.settle();
    const updated = await change(cloud, "2", { Publish: true });
    expect(updated).toMatchObject({ Version: "2", State: "Pending" });
    for (const Qualifier of ["1", "2"]) {
      const shown = await cloud.call(Lambda.GetFunctionConfiguration, { FunctionName: "worker", Qualifier });
      expect(shown).toMatchObject({ Version: Qualifier, State: "Active", LastUpdateStatus: "Successful" });
    }
    await cloud.stop();
  });

  it("runs its own code in its own environments, whatever becomes of $LATEST", async () => {
    const cloud = await startWithVersions();
    expect((await cloud.run("worker:1")).result).toEqual(["1", `${ARN}:1`]);
    expect((await cloud.run(`${ARN}:2`)).result).toEqual(["2", `${ARN}:2`]);
    expect((await cloud.run("worker")).result).toEqual(["$LATEST", ARN]);
    const answer = await cloud.call(Lambda.Invoke, { FunctionName: "worker", Qualifier: "1" });
    expect(answer.ExecutedVersion).toBe("1");
    const keys = new Set(cloud.runtime.invocations.map(({ spec }) => spec.key));
    expect(keys.size).toBe(3);
    await change(cloud, "3");
    // Updates discard the environments of $LATEST only.
    expect(cloud.runtime.warm.size).toBe(2);
    await cloud.stop();
  });

  it("keeps its code for as long as it is there", async () => {
    const cloud = await startWithVersions();
    const stored = async (): Promise<number> => {
      let count = 0;
      for await (const _ of cloud.blobs.list()) count++;
      return count;
    };
    await change(cloud, "3");
    await cloud.advance(16 * 60_000);
    expect(await stored()).toBe(3);
    expect((await cloud.run("worker:1")).error).toBeUndefined();
    await cloud.call(Lambda.DeleteFunction, { FunctionName: "worker", Qualifier: "1" });
    await cloud.advance(16 * 60_000);
    expect(await stored()).toBe(2);
    await cloud.call(Lambda.DeleteFunction, { FunctionName: "worker" });
    await cloud.advance(16 * 60_000);
    expect(await stored()).toBe(0);
    await cloud.stop();
  });

  it("is listed by number, page by page, and among all functions", async () => {
    const cloud = await startWithVersions();
    await cloud.deploy("zebra", () => null);
    const pages: (string | undefined)[][] = [];
    for (let Marker: string | undefined, more = true; more; more = Marker !== undefined) {
      const input = { FunctionName: "worker", MaxItems: 1, ...(Marker === undefined ? {} : { Marker }) };
      const page = await cloud.call(Lambda.ListVersionsByFunction, input);
      pages.push(page.Versions?.map((each) => each.FunctionArn) ?? []);
      expect(page.Versions?.[0]).not.toHaveProperty("State");
      Marker = page.NextMarker;
    }
    expect(pages).toEqual([[`${ARN}:$LATEST`], [`${ARN}:1`], [`${ARN}:2`]]);
    const all: (string | undefined)[] = [];
    for (let Marker: string | undefined, more = true; more; more = Marker !== undefined) {
      const input = { FunctionVersion: "ALL", MaxItems: 2, ...(Marker === undefined ? {} : { Marker }) } as const;
      const page = await cloud.call(Lambda.ListFunctions, input);
      all.push(...(page.Functions?.map((each) => `${each.FunctionName}:${each.Version}`) ?? []));
      Marker = page.NextMarker;
    }
    expect(all).toEqual(["worker:$LATEST", "worker:1", "worker:2", "zebra:$LATEST"]);
    expect((await cloud.call(Lambda.ListFunctions, {})).Functions).toHaveLength(2);
    await cloud.stop();
  });

  it("has its own policy and its own settings of asynchronous invocation", async () => {
    const cloud = await startWithVersions();
    const grant = { FunctionName: "worker", Qualifier: "1", Action: "lambda:InvokeFunction", Principal: "*" };
    const { Statement } = await cloud.call(Lambda.AddPermission, { ...grant, StatementId: "all" });
    expect(JSON.parse(Statement ?? "")).toMatchObject({ Resource: `${ARN}:1` });
    await expect(cloud.call(Lambda.GetPolicy, { FunctionName: "worker" })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
    await cloud.call(Lambda.PutFunctionEventInvokeConfig, { FunctionName: "worker:1", MaximumRetryAttempts: 0 });
    await cloud.call(Lambda.PutFunctionEventInvokeConfig, { FunctionName: "worker", MaximumRetryAttempts: 1 });
    const list = await cloud.call(Lambda.ListFunctionEventInvokeConfigs, { FunctionName: "worker" });
    expect(list.FunctionEventInvokeConfigs?.map((each) => [each.FunctionArn, each.MaximumRetryAttempts])).toEqual([
      [`${ARN}:$LATEST`, 1],
      [`${ARN}:1`, 0],
    ]);
    await cloud.call(Lambda.DeleteFunction, { FunctionName: "worker", Qualifier: "1" });
    const after = await cloud.call(Lambda.ListFunctionEventInvokeConfigs, { FunctionName: "worker" });
    expect(after.FunctionEventInvokeConfigs).toHaveLength(1);
    await cloud.stop();
  });
});

describe("bad input about versions", () => {
  it.each([
    [
      "an old revision, before the hash is looked at",
      Lambda.PublishVersion,
      { FunctionName: "worker", RevisionId: "0", CodeSha256: "x" },
      "PreconditionFailedException",
      /^The Revision Id provided does not match the latest Revision Id\./,
    ],
    [
      "the hash of other code",
      Lambda.PublishVersion,
      { FunctionName: "worker", CodeSha256: "x" },
      "InvalidParameterValueException",
      /^CodeSHA256 \(x\) is different from current CodeSHA256 in \$LATEST \(.{44}\)\. Please try again/,
    ],
    [
      "a function that is not there",
      Lambda.PublishVersion,
      { FunctionName: "nobody" },
      "ResourceNotFoundException",
      /^Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody$/,
    ],
    [
      "a change of a version",
      Lambda.UpdateFunctionConfiguration,
      { FunctionName: "worker:1", Timeout: 9 },
      "InvalidParameterValueException",
      /^This operation is permitted on Lambda functions only\./,
    ],
    [
      "a version that is not there",
      Lambda.GetFunction,
      { FunctionName: "worker", Qualifier: "9" },
      "ResourceNotFoundException",
      /function:worker:9$/,
    ],
    [
      "an alias that is not there",
      Lambda.Invoke,
      { FunctionName: "worker:live" },
      "ResourceNotFoundException",
      /:live$/,
    ],
    [
      "deleting $LATEST",
      Lambda.DeleteFunction,
      { FunctionName: "worker", Qualifier: "$LATEST" },
      "InvalidParameterValueException",
      /^\$LATEST version cannot be deleted without deleting the function\.$/,
    ],
    [
      "deleting an alias as if it were a version",
      Lambda.DeleteFunction,
      { FunctionName: "worker", Qualifier: "prod" },
      "InvalidParameterValueException",
      /^Deletion of aliases is not currently supported\.$/,
    ],
    [
      "deleting a version that an alias names",
      Lambda.DeleteFunction,
      { FunctionName: "worker", Qualifier: "1" },
      "ResourceConflictException",
      /alias prod/,
    ],
    [
      "a policy of a version that is not there",
      Lambda.AddPermission,
      { FunctionName: "worker", Qualifier: "9", StatementId: "s", Action: "lambda:InvokeFunction", Principal: "*" },
      "ResourceNotFoundException",
      /function:worker:9$/,
    ],
    [
      "settings of a version that is not there",
      Lambda.PutFunctionEventInvokeConfig,
      { FunctionName: "worker", Qualifier: "9", MaximumRetryAttempts: 0 },
      "ResourceNotFoundException",
      /^The function doesn't exist\.$/,
    ],
    [
      "versions for managed instances",
      Lambda.PublishVersion,
      { FunctionName: "worker", PublishTo: "LATEST_PUBLISHED" },
      "NotImplemented",
      /PublishTo/,
    ],
  ] as const)("%s is refused, and nothing changes", async (_, operation, input, code, message) => {
    const cloud = await startWithVersions();
    await cloud.call(Lambda.CreateAlias, { FunctionName: "worker", Name: "prod", FunctionVersion: "1" });
    const seen = async (): Promise<unknown> => [
      await cloud.call(Lambda.ListVersionsByFunction, { FunctionName: "worker" }),
      await cloud.call(Lambda.ListAliases, { FunctionName: "worker" }),
    ];
    const before = await seen();
    await expect(cloud.callUnchecked(operation, input)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(await seen()).toEqual(before);
    await cloud.stop();
  });

  it("lets a version that is not there be deleted", async () => {
    const cloud = await startWithVersions();
    await cloud.call(Lambda.DeleteFunction, { FunctionName: "worker", Qualifier: "9" });
    const { Versions } = await cloud.call(Lambda.ListVersionsByFunction, { FunctionName: "worker" });
    expect(Versions).toHaveLength(3);
    await cloud.stop();
  });
});
