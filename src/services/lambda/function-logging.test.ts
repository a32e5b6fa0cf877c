/** LoggingConfig, from what a user asks for to what is in CloudWatch Logs. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { silentLog } from "../../kernel/log.ts";
import { seededRandom } from "../../kernel/random.ts";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import type { ResourceScope } from "../../platform/resource-type.ts";
import { createCodeFolders } from "../../runtime/code/code-folders.ts";
import { createProcessRuntime } from "../../runtime/process-runtime.ts";
import { Lambda, type LoggingConfig } from "../../schema/generated/lambda.ts";
import { CREATION, ROLE, startLambdaCloud, zipOf } from "./lambda-cloud.contract.ts";
import { functionResource } from "./resources/function-resource.ts";

const TEXT: LoggingConfig = { LogFormat: "Text", LogGroup: "/aws/lambda/worker" };
const JSON_DEFAULTS: LoggingConfig = {
  LogFormat: "JSON",
  ApplicationLogLevel: "INFO",
  SystemLogLevel: "INFO",
  LogGroup: "/aws/lambda/worker",
};
const QUIET: LoggingConfig = { LogFormat: "JSON", ApplicationLogLevel: "ERROR", SystemLogLevel: "WARN" };

describe("LoggingConfig", () => {
  it.each<[string, LoggingConfig | undefined, LoggingConfig]>([
    ["is text when nothing is said", undefined, TEXT],
    ["is text when it is empty", {}, TEXT],
    ["takes the format JSON, with the levels INFO", { LogFormat: "JSON" }, JSON_DEFAULTS],
    ["takes levels", QUIET, { ...JSON_DEFAULTS, ...QUIET }],
    ["takes a group", { LogGroup: "mine" }, { LogFormat: "Text", LogGroup: "mine" }],
    ["takes both", { LogFormat: "JSON", LogGroup: "mine" }, { ...JSON_DEFAULTS, LogGroup: "mine" }],
  ])("%s", async (_name, asked, shown) => {
    const cloud = await startLambdaCloud();
    const change = asked === undefined ? {} : { LoggingConfig: asked };
    await cloud.deploy("worker", () => null, change);
    const created = await cloud.call(Lambda.GetFunctionConfiguration, { FunctionName: "worker" });
    expect(created.LoggingConfig).toEqual(shown);
    // An update replaces the whole of it, or leaves it.
    await cloud.call(Lambda.UpdateFunctionConfiguration, { FunctionName: "worker", LoggingConfig: QUIET });
    await cloud.settle();
    await cloud.call(Lambda.UpdateFunctionConfiguration, { FunctionName: "worker", ...change });
    await cloud.settle();
    const updated = await cloud.call(Lambda.GetFunctionConfiguration, { FunctionName: "worker" });
    expect(updated.LoggingConfig).toEqual(asked === undefined ? { ...JSON_DEFAULTS, ...QUIET } : shown);
    await cloud.stop();
  });

  it.each<[LoggingConfig, string, string]>([
    [{ ApplicationLogLevel: "INFO" }, "InvalidParameterValueException", "LogFormat is JSON"],
    [{ LogFormat: "Text", SystemLogLevel: "WARN" }, "InvalidParameterValueException", "LogFormat is JSON"],
    [{ LogFormat: "XML" as "JSON" }, "ValidationException", "[JSON, Text]"],
    [{ LogFormat: "JSON", SystemLogLevel: "ERROR" as "WARN" }, "ValidationException", "systemLogLevel"],
    [{ LogFormat: "JSON", ApplicationLogLevel: "LOUD" as "WARN" }, "ValidationException", "applicationLogLevel"],
  ])("is refused as %j, and nothing changes", async (LoggingConfig, code, sentence) => {
    const cloud = await startLambdaCloud();
    const refusal = { code, message: expect.stringContaining(sentence) };
    const creation = { FunctionName: "other", ...CREATION, LoggingConfig };
    await expect(cloud.call(Lambda.CreateFunction, creation)).rejects.toMatchObject(refusal);
    await cloud.deploy("worker", () => null, { LoggingConfig: QUIET });
    const update = cloud.call(Lambda.UpdateFunctionConfiguration, { FunctionName: "worker", LoggingConfig });
    await expect(update).rejects.toMatchObject(refusal);
    const { Functions: functions } = await cloud.call(Lambda.ListFunctions, {});
    expect(functions).toMatchObject([{ FunctionName: "worker", LoggingConfig: QUIET }]);
    await cloud.stop();
  });

  it("is the same in a stack, whose update without it goes back to text", async () => {
    const cloud = await startLambdaCloud();
    const at: ResourceScope = Object.assign(cloud.scope(), {
      stackId: "arn:aws:cloudformation:us-east-1:000000000000:stack/demo/1",
      stackName: "demo",
      logicalId: "Worker",
      stackTags: {},
      generatedName: () => "worker",
    });
    const properties = {
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Role: ROLE,
      Code: { ZipFile: "exports.handler = async () => 1;" },
      LoggingConfig: QUIET,
    };
    const instance = await functionResource.create(properties, at);
    const configuration = async (): Promise<unknown> =>
      (await cloud.call(Lambda.GetFunctionConfiguration, { FunctionName: "worker" })).LoggingConfig;
    expect(await configuration()).toEqual({ ...JSON_DEFAULTS, ...QUIET });
    const { LoggingConfig: _, ...without } = properties;
    await functionResource.update(instance, { properties: without, previous: properties }, at);
    expect(await configuration()).toEqual(TEXT);
    await cloud.stop();
  });
});

const START = Date.UTC(2026, 0, 15, 12);

const NODE = `
exports.handler = async (event) => {
  console.debug("hidden at the source");
  console.log("hello", 1);
  console.warn({ a: 1 });
  console.error("with", new RangeError("r"));
  process.stdout.write('{"level":"debug","message":"hidden by Lambda"}\\n{"level":"warn","message":"shown"}\\nplain\\n');
  if (event.fail) throw new TypeError("broken");
  return "done";
};`;

const PYTHON = `
import logging
def handler(event, context):
    logging.debug("hidden at the source")
    logging.info("hello %d", 1)
    print("plain")
    if event.get("fail"):
        raise ValueError("broken")
    return "done"
`;

describe("a log in JSON", () => {
  it("is that of Node.js and Python in a process", { timeout: 60_000 }, async () => {
    const clock = new VirtualClock(START);
    const workDirectory = mkdtempSync(join(tmpdir(), "sluice-lambda-"));
    const functions = createProcessRuntime({ clock, random: seededRandom(1), log: silentLog });
    const codeFolders = createCodeFolders({ directory: join(workDirectory, "functions") });
    const cloud = await startLambdaCloud({ at: START, ports: { functions, codeFolders } });
    const logOf = async (name: string): Promise<readonly string[]> => {
      await cloud.settle();
      const place = [...cloud.logs.keys()].find((each) => each.startsWith(`/aws/lambda/${name} `)) ?? "";
      const lines = cloud.logs.get(place) ?? [];
      return lines.map((line) => line.trimEnd());
    };
    const records = (lines: readonly string[]): readonly unknown[] =>
      lines.filter((line) => line.startsWith("{")).map((line): unknown => JSON.parse(line));
    try {
      const LoggingConfig = { LogFormat: "JSON", SystemLogLevel: "DEBUG" } as const;
      await cloud.deploy("node", () => null, { Code: { ZipFile: zipOf({ "index.js": NODE }) }, LoggingConfig });
      expect(await cloud.run("node", { fail: true })).toMatchObject({ error: "Unhandled" });
      const lines = await logOf("node");
      expect(lines).toContain("plain");
      const timestamp = expect.stringMatching(/^2026-.*Z$/);
      const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);
      expect(records(lines)).toEqual([
        {
          time: timestamp,
          type: "platform.initStart",
          record: expect.objectContaining({ initializationType: "on-demand", phase: "init", functionName: "node" }),
        },
        { time: timestamp, type: "platform.initRuntimeDone", record: expect.objectContaining({ status: "success" }) },
        { time: timestamp, type: "platform.initReport", record: expect.objectContaining({ phase: "init" }) },
        { time: timestamp, type: "platform.start", record: { requestId, version: "$LATEST" } },
        { timestamp, level: "INFO", requestId, message: "hello 1" },
        { timestamp, level: "WARN", requestId, message: { a: 1 } },
        expect.objectContaining({ level: "ERROR", errorType: "RangeError", errorMessage: "r" }),
        { level: "warn", message: "shown" },
        expect.objectContaining({ level: "ERROR", errorType: "TypeError", stackTrace: expect.any(Array) }),
        // What a handler throws is its own affair: to Lambda that is a success.
        {
          time: timestamp,
          type: "platform.runtimeDone",
          record: { requestId, status: "success", metrics: { durationMs: expect.any(Number), producedBytes: 0 } },
        },
        {
          time: timestamp,
          type: "platform.report",
          record: {
            requestId,
            status: "success",
            metrics: {
              durationMs: expect.any(Number),
              billedDurationMs: expect.any(Number),
              memorySizeMB: 128,
              maxMemoryUsedMB: expect.any(Number),
              initDurationMs: expect.any(Number),
            },
          },
        },
      ]);
      // The tail that a caller asks for holds whole records, and those below the level too.
      const tail = await cloud.call(Lambda.Invoke, { FunctionName: "node", LogType: "Tail" });
      const told = Buffer.from(tail.LogResult ?? "", "base64").toString();
      expect(told).toContain("hidden by Lambda");
      expect(() => records(told.trimEnd().split("\n"))).not.toThrow();

      if (functions.refusal("python3.11") !== undefined) return;
      await cloud.deploy("python", () => null, {
        Runtime: "python3.11",
        Handler: "app.handler",
        Code: { ZipFile: zipOf({ "app.py": PYTHON }) },
        LoggingConfig: { LogFormat: "JSON", SystemLogLevel: "WARN" },
      });
      await cloud.run("python", { fail: true });
      const pythonLines = await logOf("python");
      expect(pythonLines).toContain("plain");
      expect(records(pythonLines)).toEqual([
        { timestamp, level: "INFO", message: "hello 1", logger: "root", requestId },
        expect.objectContaining({ log_level: "ERROR", errorType: "ValueError", errorMessage: "broken", requestId }),
      ]);
    } finally {
      await cloud.stop();
      await functions.close();
    }
  });
});
