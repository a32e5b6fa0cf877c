/** Functions as real processes of this machine, from the archive to the answer. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { silentLog } from "../../kernel/log.ts";
import { seededRandom } from "../../kernel/random.ts";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import { createCodeFolders } from "../../runtime/code/code-folders.ts";
import { createProcessRuntime } from "../../runtime/process-runtime.ts";
import { linkSdkModules } from "../../runtime/languages/sdk-modules.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { CREATION, startLambdaCloud, zipOf } from "./lambda-cloud.contract.ts";

const START = Date.UTC(2026, 0, 15, 12);

const NODE = `
const { SQSClient } = require("@aws-sdk/client-sqs");
exports.handler = async (event, context) => {
  console.log("colour", process.env.COLOUR);
  if (event.fail) throw new TypeError("broken");
  return { event, name: context.functionName, sdk: typeof SQSClient, endpoint: process.env.AWS_ENDPOINT_URL };
};`;

const PYTHON = `
def handler(event, context):
    return {"event": event, "arn": context.invoked_function_arn}
`;

describe("a function in a process", () => {
  it("runs Node.js with the SDK at hand, and Python", { timeout: 60_000 }, async () => {
    const workDirectory = mkdtempSync(join(tmpdir(), "sluice-lambda-"));
    // What a project around the data folder says of its own modules is not said of functions.
    writeFileSync(join(workDirectory, "package.json"), '{"type":"module"}');
    const sdkModulesDirectory = join(workDirectory, "node_modules");
    linkSdkModules(sdkModulesDirectory);
    const clock = new VirtualClock(START);
    const functions = createProcessRuntime({ clock, random: seededRandom(1), log: silentLog, sdkModulesDirectory });
    const codeFolders = createCodeFolders({ directory: join(workDirectory, "functions") });
    const cloud = await startLambdaCloud({ at: START, ports: { functions, codeFolders } });
    try {
      await cloud.deploy("node", () => null, {
        Code: { ZipFile: zipOf({ "index.js": NODE }) },
        Environment: { Variables: { COLOUR: "red" } },
      });
      expect(await cloud.run("node", { n: 1 })).toEqual({
        error: undefined,
        result: { event: { n: 1 }, name: "node", sdk: "function", endpoint: "http://127.0.0.1:4566" },
      });
      expect(await cloud.run("node", { fail: true })).toMatchObject({
        error: "Unhandled",
        result: { errorType: "TypeError", errorMessage: "broken" },
      });
      const Payload = Buffer.from("{}");
      const tail = await cloud.call(Lambda.Invoke, { FunctionName: "node", LogType: "Tail", Payload });
      expect(Buffer.from(tail.LogResult ?? "", "base64").toString()).toMatch(/\tINFO\tcolour red\n/);
      await cloud.settle();
      expect([...cloud.logs.values()].flat().filter((line) => line.startsWith("REPORT"))).toHaveLength(3);

      if (functions.refusal("python3.11") !== undefined) return;
      await cloud.deploy("python", () => null, {
        ...CREATION,
        Runtime: "python3.11",
        Handler: "app.handler",
        Code: { ZipFile: zipOf({ "app.py": PYTHON }) },
      });
      expect((await cloud.run("python", "hi")).result).toEqual({
        event: "hi",
        arn: "arn:aws:lambda:us-east-1:000000000000:function:python",
      });
    } finally {
      await cloud.stop();
      await functions.close();
    }
  });
});
