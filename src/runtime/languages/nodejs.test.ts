import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import { document, type Files, messages, openWorkbench, type Workbench } from "../function-workbench.fixture.ts";
import { MAXIMUM_RESPONSE_BYTES } from "../limits.ts";
import { linkSdkModules } from "./sdk-modules.ts";

let bench: Workbench;
beforeAll(() => {
  bench = openWorkbench();
});
afterAll(() => bench.close());

const index = (code: string): Files => ({ "index.js": code });
const mjs = (code: string): Files => ({ "index.mjs": code });

/** What a handler answers that is defined by an expression. */
async function answerOf(files: Files, spec: Partial<EnvironmentSpec> = {}, payload: unknown = {}): Promise<unknown> {
  return document(await bench.run(bench.define(files, spec), payload));
}

describe("a Node.js handler's answer", () => {
  it.each<[string, Files, Partial<EnvironmentSpec>, unknown]>([
    ["CommonJS", index("exports.handler = async (event) => event"), {}, { a: 1 }],
    ["an ES module", mjs("export const handler = async (event) => event"), {}, { a: 1 }],
    [
      "an ES module by package.json",
      {
        ...index("import 'node:fs'; export const handler = async () => import.meta.url.slice(-8)"),
        "package.json": '{"type":"module"}',
      },
      {},
      "index.js",
    ],
    ["a .cjs file", { "index.cjs": "exports.handler = async () => 1" }, {}, 1],
    [
      "top-level await",
      mjs("const v = await Promise.resolve(3); export const handler = () => Promise.resolve(v)"),
      {},
      3,
    ],
    [
      "a nested export in a folder",
      { "a/b.js": "exports.x = { y: async () => 'nested' }" },
      { handler: "a/b.x.y" },
      "nested",
    ],
    ["undefined", index("exports.handler = async () => {}"), {}, null],
    ["a sync handler, whose result does not count", index("exports.handler = () => 5"), {}, null],
    [
      "a sync handler in nodejs24.x, whose result counts",
      index("exports.handler = () => 5"),
      { runtime: "nodejs24.x" },
      5,
    ],
    ["a callback", index("exports.handler = (e, c, done) => { done(null, 'called') }"), {}, "called"],
    ["a later callback", index("exports.handler = (e, c, done) => { setImmediate(() => done(null, 2)) }"), {}, 2],
    [
      "a callback that does not wait for the event loop",
      index(
        "exports.handler = (e, c, d) => { c.callbackWaitsForEmptyEventLoop = false; setInterval(() => {}, 9); d(null, 7) }",
      ),
      {},
      7,
    ],
    ["context.succeed", index("exports.handler = (e, c) => { setInterval(() => {}, 9); c.succeed('s') }"), {}, "s"],
    ["a callback never called", index("exports.handler = (e, c, done) => {}"), {}, null],
  ])("is that of %s", async (_, files, spec, expected) => {
    expect(await answerOf(files, spec, { a: 1 })).toEqual(expected);
  });

  it("has the context and the variables that AWS gives, and none of the server's", async () => {
    const code = `exports.handler = async (event, context) => ({ context, env: process.env, cwd: process.cwd(),
      left: context.getRemainingTimeInMillis(), argv: process.argv.length, hasMain: require.main !== undefined })`;
    const spec = bench.define(index(code), { variables: { MINE: "yes", AWS_REGION: "eu-west-1", _HANDLER: "no" } });
    process.env["SERVER_SECRET"] = "must not leak";
    const outcome = await bench.run(spec, {}, { requestId: "the-id", clientContext: '{"client":\n{"app":"ü"}}' });
    const told = document(outcome) as { context: object; env: Record<string, string>; left: number };
    expect(told.context).toEqual({
      callbackWaitsForEmptyEventLoop: true,
      functionVersion: "$LATEST",
      functionName: spec.functionName,
      memoryLimitInMB: "512",
      logGroupName: spec.logGroupName,
      logStreamName: outcome.logStreamName,
      clientContext: { client: { app: "ü" } },
      invokedFunctionArn: spec.functionArn,
      awsRequestId: "the-id",
    });
    expect(told).toMatchObject({ cwd: spec.codeDirectory, argv: 2, hasMain: false });
    expect(told.left).toBeGreaterThan(0);
    expect(told.left).toBeLessThanOrEqual(30_000);
    expect(told.env).toMatchObject({
      MINE: "yes",
      _HANDLER: "index.handler",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x",
    });
    expect(told.env["_X_AMZN_TRACE_ID"]).toMatch(/^Root=1-/);
    expect(Object.keys(told.env)).not.toContain("SERVER_SECRET");
    expect(Object.keys(told.env)).not.toContain("HOME");
  });
});

describe("a Node.js error's document", () => {
  it.each<[string, Files, Partial<EnvironmentSpec>, object]>([
    [
      "a rejection",
      index("exports.handler = async () => { throw new TypeError('no') }"),
      {},
      { errorType: "TypeError", errorMessage: "no" },
    ],
    [
      "a throw",
      index("exports.handler = () => { throw new Error('no') }"),
      {},
      { errorType: "Error", errorMessage: "no" },
    ],
    [
      "a callback's error",
      index("exports.handler = (e, c, d) => d(new RangeError('r'))"),
      {},
      { errorType: "RangeError", errorMessage: "r" },
    ],
    [
      "a thrown string",
      index("exports.handler = async () => { throw 'text' }"),
      {},
      { errorType: "string", errorMessage: "text", trace: [] },
    ],
    [
      "context.fail()",
      index("exports.handler = (e, c) => c.fail()"),
      {},
      { errorType: "string", errorMessage: "handled" },
    ],
    [
      "a BigInt",
      index("exports.handler = async () => 1n"),
      {},
      { errorType: "Error", errorMessage: "Unable to stringify response body" },
    ],
    [
      "a circle",
      index("exports.handler = async () => { const a = {}; a.a = a; return a }"),
      {},
      { errorMessage: "Unable to stringify response body" },
    ],
    [
      "an uncaught exception",
      index("exports.handler = () => new Promise(() => setImmediate(() => { throw new Error('late') }))"),
      {},
      { errorType: "Error", errorMessage: "late" },
    ],
    [
      "an unhandled rejection",
      index(
        "exports.handler = () => new Promise(() => { Promise.reject(new Error('lost')); setInterval(() => {}, 9) })",
      ),
      {},
      { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "Error: lost" },
    ],
    [
      "a promise that never settles",
      index("exports.handler = () => new Promise(() => {})"),
      {},
      { errorType: "Runtime.NodeJsExit" },
    ],
    [
      "no file",
      { "other.js": "" },
      {},
      {
        errorType: "Runtime.ImportModuleError",
        errorMessage: expect.stringMatching(/^Error: Cannot find module 'index'\nRequire stack:/),
      },
    ],
    [
      "a missing module",
      index("require('nope')"),
      {},
      {
        errorType: "Runtime.ImportModuleError",
        errorMessage: expect.stringMatching(/^Error: Cannot find module 'nope'/),
      },
    ],
    [
      "a missing module of an ES module",
      mjs("import 'nope'"),
      {},
      { errorType: "Error", errorMessage: expect.stringMatching(/^Cannot find package 'nope'/) },
    ],
    [
      "a syntax error",
      index("exports.handler = ="),
      {},
      { errorType: "Runtime.UserCodeSyntaxError", errorMessage: "SyntaxError: Unexpected token '='" },
    ],
    [
      "ES module syntax in CommonJS",
      index("import 'node:fs'"),
      {},
      {
        errorType: "Runtime.UserCodeSyntaxError",
        errorMessage: "SyntaxError: Cannot use import statement outside a module",
      },
    ],
    ["a throw at load", index("throw new RangeError('early')"), {}, { errorType: "RangeError", errorMessage: "early" }],
    [
      "no export",
      index("exports.other = 1"),
      {},
      { errorType: "Runtime.HandlerNotFound", errorMessage: "index.handler is undefined or not exported" },
    ],
    [
      "an export that is no function",
      index("exports.handler = 1"),
      {},
      { errorType: "Runtime.HandlerNotFound", errorMessage: "index.handler is not a function" },
    ],
    [
      "a name without a dot",
      index(""),
      { handler: "index" },
      { errorType: "Runtime.MalformedHandlerName", errorMessage: "Bad handler" },
    ],
    ["a name with ..", index(""), { handler: "../index.handler" }, { errorType: "Runtime.MalformedHandlerName" }],
    [
      "three parameters in nodejs24.x",
      index("exports.handler = (e, c, d) => {}"),
      { runtime: "nodejs24.x" },
      { errorType: "Runtime.CallbackHandlerDeprecated" },
    ],
  ])("is that of %s", async (_, files, spec, expected) => {
    const outcome = await bench.run(bench.define(files, spec));
    expect(document(outcome)).toMatchObject(expected);
    expect(outcome.kind).toBe("failed");
    expect(Object.keys(document(outcome) as object)).toEqual(["errorType", "errorMessage", "trace"]);
  });

  it.each([
    [1, "Runtime exited with error: exit status 1"],
    [0, "Runtime exited without providing a reason"],
  ])("of process.exit(%i) is Lambda's own", async (code, sentence) => {
    const outcome = await bench.run(
      bench.define(index(`exports.handler = async () => process.exit(${code})`)),
      {},
      { requestId: "id" },
    );
    expect(outcome.kind).toBe("exited");
    expect(document(outcome)).toEqual({
      errorType: "Runtime.ExitError",
      errorMessage: `RequestId: id Error: ${sentence}`,
    });
    expect(
      messages(outcome)
        .slice(1)
        .map((line) => line.replaceAll(/[\d.]+ (ms|MB)/g, "n $1")),
    ).toEqual([
      "START RequestId: id Version: $LATEST",
      `RequestId: id Error: ${sentence}\nRuntime.ExitError`,
      "END RequestId: id",
      "REPORT RequestId: id\tDuration: n ms\tBilled Duration: n ms\tMemory Size: n MB\tMax Memory Used: n MB\tInit Duration: n ms\tStatus: error\tError Type: Runtime.ExitError",
    ]);
  });

  it("of a response that is too large is Lambda's own, and the environment lives on", async () => {
    const spec = bench.define(index("exports.handler = async (e) => 'x'.repeat(e.length)"));
    const largest = await bench.run(spec, { length: MAXIMUM_RESPONSE_BYTES - 2 });
    expect(largest.kind).toBe("returned");
    const tooLarge = await bench.run(spec, { length: MAXIMUM_RESPONSE_BYTES - 1 });
    expect(document(tooLarge)).toEqual({
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
      errorType: "Function.ResponseSizeTooLarge",
    });
    expect((await bench.run(spec, { length: 1 })).logStreamName).toBe(largest.logStreamName);
  });
});

describe("a Node.js function's log", () => {
  it("has the console in AWS's format, one event for each call, between START and END", async () => {
    const code = `console.log("loading"); process.stdout.write("raw\\nhalf");
      exports.handler = async () => { console.log("a %s", "b", { c: 1 }); console.error("two\\nlines"); console.debug("d");
      console.trace("t"); process.stderr.write("to stderr\\n"); return 1 }`;
    const outcome = await bench.run(bench.define(index(code)), {}, { requestId: "id" });
    const lines = messages(outcome).map((line) => line.replace(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z/, "TIME"));
    expect(lines.filter((line) => line !== "to stderr").slice(1, -1)).toEqual([
      "TIME\tundefined\tINFO\tloading",
      "raw",
      "half",
      "START RequestId: id Version: $LATEST",
      "TIME\tid\tINFO\ta b { c: 1 }",
      "TIME\tid\tERROR\ttwo\nlines",
      "TIME\tid\tDEBUG\td",
      "TIME\tid\tTRACE\tt",
      "END RequestId: id",
    ]);
    expect(lines).toContain("to stderr");
    expect(lines[0]).toMatch(
      /^INIT_START Runtime Version: nodejs:[\d.]+\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:[0-9a-f]{64}$/,
    );
  });

  it("tells of errors with their own members", async () => {
    const code = "exports.handler = async () => { throw Object.assign(new Error('no'), { code: 'E1' }) }";
    const line = messages(await bench.run(bench.define(index(code)))).find((text) => text.includes("Invoke Error"));
    const json = line?.split("\tERROR\tInvoke Error \t")[1] ?? "";
    expect(JSON.parse(json)).toMatchObject({
      errorType: "Error",
      errorMessage: "no",
      code: "E1",
      stack: expect.any(Array),
    });
  });

  it("is JSON, filtered by level, when the function is configured so", async () => {
    const code =
      "exports.handler = async () => { console.info('i'); console.warn('w'); console.error({ a: 1 }); console.error(new RangeError('r')) }";
    const variables = { AWS_LAMBDA_LOG_FORMAT: "JSON", AWS_LAMBDA_LOG_LEVEL: "WARN" };
    const spec = bench.define(index(code), { variables, logFormat: "JSON" });
    const outcome = await bench.run(spec, {}, { requestId: "id" });
    const records = messages(outcome)
      .filter((line) => line.startsWith("{"))
      .map((line): unknown => JSON.parse(line));
    expect(records).toMatchObject([
      { type: "platform.initStart", record: { phase: "init", functionVersion: "$LATEST" } },
      { type: "platform.initRuntimeDone", record: { phase: "init", status: "success" } },
      { type: "platform.initReport", record: { phase: "init", metrics: { durationMs: expect.any(Number) } } },
      { type: "platform.start", record: { requestId: "id", version: "$LATEST" } },
      { level: "WARN", requestId: "id", message: "w" },
      { level: "ERROR", message: { a: 1 } },
      { level: "ERROR", message: "r", errorType: "RangeError", errorMessage: "r", stackTrace: expect.any(Array) },
      { type: "platform.runtimeDone", record: { requestId: "id", status: "success", metrics: { producedBytes: 4 } } },
      { type: "platform.report", record: { requestId: "id", status: "success", metrics: { memorySizeMB: 512 } } },
    ]);
  });
});

describe("the AWS SDK", () => {
  const cjs = 'const { SQSClient } = require("@aws-sdk/client-sqs"); exports.handler = async () => SQSClient.name';
  const esm = 'import { SQSClient } from "@aws-sdk/client-sqs"; export const handler = async () => SQSClient.name';
  const own = { "node_modules/@aws-sdk/client-sqs/index.js": "exports.SQSClient = class Packaged {}" };

  it("is not found when it was not provided", async () => {
    expect(await answerOf(index(cjs))).toMatchObject({ errorType: "Runtime.ImportModuleError" });
  });

  describe.each([
    ["linked above the code", "code/node_modules"],
    ["provided elsewhere", "elsewhere/node_modules"],
  ])("%s", (_, place) => {
    let withSdk: Workbench;
    beforeAll(() => {
      const plain = openWorkbench();
      const sdkModulesDirectory = `${plain.directory}/${place}`;
      linkSdkModules(sdkModulesDirectory);
      linkSdkModules(sdkModulesDirectory);
      const runtime = openWorkbench({ sdkModulesDirectory });
      withSdk = { ...plain, run: runtime.run, close: () => runtime.close().then(plain.close) };
    });
    afterAll(() => withSdk.close());

    it.each<[string, Files, string]>([
      ["CommonJS finds it", index(cjs), "SQSClient"],
      ["ES modules find it", mjs(esm), "SQSClient"],
      ["CommonJS that packages its own has its own", { ...index(cjs), ...own }, "Packaged"],
      ["ES modules that package their own have their own", { ...mjs(esm), ...own }, "Packaged"],
    ])("%s", async (__, files, name) => {
      expect(document(await withSdk.run(withSdk.define(files)))).toBe(name);
    });

    it("brings nothing else of the server's modules", async () => {
      const outcome = await withSdk.run(withSdk.define(index("require('yaml')")));
      expect(document(outcome)).toMatchObject({ errorType: "Runtime.ImportModuleError" });
    });
  });
});
