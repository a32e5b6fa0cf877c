/** What else a function can be set to: recursion, its runtime's versions, code signing. */
import { describe, expect, it } from "vitest";
import { Lambda } from "../../schema/generated/lambda.ts";
import { startLambdaCloud } from "./lambda-cloud.contract.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:worker";
const KEY = { FunctionName: "worker" };

describe("a function", () => {
  it("has its recursive loops ended unless it is set to let them go on, and forgets that when it is deleted", async () => {
    const cloud = await startLambdaCloud();
    const shown = (): Promise<object> => cloud.call(Lambda.GetFunctionRecursionConfig, KEY);
    await cloud.deploy("worker", () => null);
    expect(await shown()).toEqual({ RecursiveLoop: "Terminate" });
    await cloud.call(Lambda.PutFunctionRecursionConfig, { ...KEY, RecursiveLoop: "Allow" });
    expect(await shown()).toEqual({ RecursiveLoop: "Allow" });
    await cloud.call(Lambda.DeleteFunction, KEY);
    await cloud.deploy("worker", () => null);
    expect(await shown()).toEqual({ RecursiveLoop: "Terminate" });
    await cloud.call(Lambda.PutFunctionRecursionConfig, { ...KEY, RecursiveLoop: "Allow" });
    await cloud.call(Lambda.PutFunctionRecursionConfig, { ...KEY, RecursiveLoop: "Terminate" });
    expect(await shown()).toEqual({ RecursiveLoop: "Terminate" });
    await cloud.stop();
  });

  it("has the runtime of the machine, and no code signing", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null);
    await cloud.call(Lambda.PublishVersion, KEY);
    const auto = { UpdateRuntimeOn: "Auto", FunctionArn: `${ARN}:$LATEST` } as const;
    expect(await cloud.call(Lambda.GetRuntimeManagementConfig, KEY)).toEqual(auto);
    expect(await cloud.call(Lambda.PutRuntimeManagementConfig, { ...KEY, UpdateRuntimeOn: "Auto" })).toEqual(auto);
    const first = await cloud.call(Lambda.GetRuntimeManagementConfig, { ...KEY, Qualifier: "1" });
    expect(first.FunctionArn).toBe(`${ARN}:1`);
    expect(await cloud.call(Lambda.GetFunctionCodeSigningConfig, KEY)).toEqual({
      CodeSigningConfigArn: "",
      FunctionName: "worker",
    });
    await cloud.stop();
  });

  const runtimeVersion = "arn:aws:lambda:us-east-1::runtime:0123456789abcdef";
  it.each([
    ["PutFunctionRecursionConfig", { ...KEY, RecursiveLoop: "Maybe" }, "ValidationException", "enum value set"],
    [
      "PutFunctionRecursionConfig",
      { FunctionName: "nobody", RecursiveLoop: "Allow" },
      "ResourceNotFoundException",
      "nobody",
    ],
    ["GetFunctionRecursionConfig", { FunctionName: "nobody" }, "ResourceNotFoundException", "nobody"],
    [
      "PutRuntimeManagementConfig",
      { ...KEY, UpdateRuntimeOn: "Manual", RuntimeVersionArn: runtimeVersion },
      "NotImplemented",
      "UpdateRuntimeOn Manual",
    ],
    [
      "PutRuntimeManagementConfig",
      { ...KEY, UpdateRuntimeOn: "FunctionUpdate" },
      "NotImplemented",
      "UpdateRuntimeOn FunctionUpdate",
    ],
    [
      "PutRuntimeManagementConfig",
      { ...KEY, UpdateRuntimeOn: "Auto", RuntimeVersionArn: runtimeVersion },
      "InvalidParameterValueException",
      "RuntimeVersionArn",
    ],
    ["GetRuntimeManagementConfig", { ...KEY, Qualifier: "9" }, "ResourceNotFoundException", `${ARN}:9`],
    ["GetFunctionCodeSigningConfig", { FunctionName: "nobody" }, "ResourceNotFoundException", "nobody"],
    [
      "PutFunctionCodeSigningConfig",
      {
        ...KEY,
        CodeSigningConfigArn: "arn:aws:lambda:us-east-1:000000000000:code-signing-config:csc-0123456789abcdef0",
      },
      "NotImplemented",
      "PutFunctionCodeSigningConfig",
    ],
    ["ListCapacityProviders", {}, "NotImplemented", "ListCapacityProviders"],
  ] as const)("%s of %o is refused", async (name, input, code, message) => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null);
    await expect(cloud.callUnchecked(Lambda[name], input)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    await cloud.stop();
  });
});
