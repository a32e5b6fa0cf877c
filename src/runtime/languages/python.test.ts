import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import { document, type Files, messages, openWorkbench, type Workbench } from "../function-workbench.fixture.ts";
import { createProcessRuntime } from "../process-runtime.ts";
import { realClock } from "../../kernel/real-clock.ts";
import { silentLog } from "../../kernel/log.ts";
import { seededRandom } from "../../kernel/random.ts";
import { MAXIMUM_RESPONSE_BYTES } from "../limits.ts";

let bench: Workbench;
beforeAll(() => {
  bench = openWorkbench();
});
afterAll(() => bench.close());

const runtimeAtHand = createProcessRuntime({ clock: realClock, random: seededRandom(1), log: silentLog });
const hasPython = runtimeAtHand.refusal("python3.12") === undefined;

const index = (code: string): Files => ({ "index.py": code });
const define = (files: Files, spec: Partial<EnvironmentSpec> = {}): EnvironmentSpec =>
  bench.define(files, { runtime: "python3.12", ...spec });

describe.runIf(hasPython)("a Python handler", () => {
  it.each<[string, Files, Partial<EnvironmentSpec>, unknown]>([
    ["a value", index("def handler(event, context):\n  return event"), {}, { a: "ü" }],
    ["nothing", index("def handler(event, context):\n  pass"), {}, null],
    ["a decimal", index("import decimal\ndef handler(e, c):\n  return decimal.Decimal('1.5')"), {}, 1.5],
    ["bytes as they are", index("def handler(e, c):\n  return b'[1]'"), {}, [1]],
    [
      "from a package's module",
      { "pkg/__init__.py": "", "pkg/mod.py": "def run(e, c):\n  return 'p'" },
      { handler: "pkg/mod.run" },
      "p",
    ],
    [
      "from a dotted module",
      { "pkg/__init__.py": "", "pkg/mod.py": "def run(e, c):\n  return 'p'" },
      { handler: "pkg.mod.run" },
      "p",
    ],
  ])("returns %s", async (_, files, spec, expected) => {
    const outcome = await bench.run(define(files, spec), { a: "ü" });
    expect(outcome.kind).toBe("returned");
    expect(document(outcome)).toEqual(expected);
  });

  it("keeps what it holds between invocations, and leaves nothing beside the code", async () => {
    const code =
      "import os\ncount = 0\ndef handler(e, c):\n  global count\n  count += 1\n  return [count, os.listdir('.')]";
    const spec = define(index(code));
    expect(document(await bench.run(spec))).toEqual([1, ["index.py"]]);
    expect(document(await bench.run(spec))).toEqual([2, ["index.py"]]);
  });

  it("has the context and the variables that AWS gives, and none of the server's", async () => {
    const code = `import os, sys
def handler(event, context):
  members = {n: getattr(context, n) for n in ("aws_request_id", "function_name", "function_version", "memory_limit_in_mb",
    "invoked_function_arn", "log_group_name", "log_stream_name")}
  return {**members, "custom": context.client_context.custom, "left": context.get_remaining_time_in_millis(),
    "env": dict(os.environ), "argv": len(sys.argv)}`;
    const spec = define(index(code), { variables: { MINE: "yes" } });
    process.env["SERVER_SECRET"] = "must not leak";
    const outcome = await bench.run(spec, {}, { requestId: "the-id", clientContext: '{"custom":{"k":"ü"}}' });
    const told = document(outcome) as { left: number; env: Record<string, string> };
    expect(told).toMatchObject({
      aws_request_id: "the-id",
      function_name: spec.functionName,
      function_version: "$LATEST",
      memory_limit_in_mb: "512",
      invoked_function_arn: spec.functionArn,
      log_group_name: spec.logGroupName,
      log_stream_name: outcome.logStreamName,
      custom: { k: "ü" },
      argv: 1,
    });
    expect(told.left).toBeGreaterThan(0);
    expect(told.env).toMatchObject({ MINE: "yes", AWS_EXECUTION_ENV: "AWS_Lambda_python3.12" });
    expect(Object.keys(told.env)).not.toContain("SERVER_SECRET");
  });

  it.each<[string, Files, Partial<EnvironmentSpec>, object]>([
    [
      "an exception",
      index('def handler(e, c):\n  raise ValueError("no")'),
      {},
      {
        errorMessage: "no",
        errorType: "ValueError",
        requestId: "id",
        stackTrace: [
          expect.stringMatching(/^ {2}File ".*\/index\.py", line 2, in handler\n {4}raise ValueError\("no"\)\n$/),
        ],
      },
    ],
    [
      "a result that is not JSON",
      index("def handler(e, c):\n  return {1, 2}"),
      {},
      {
        errorType: "Runtime.MarshalError",
        errorMessage: "Unable to marshal response: Object of type set is not JSON serializable",
        requestId: "id",
      },
    ],
    [
      "a circle",
      index("def handler(e, c):\n  a = []\n  a.append(a)\n  return a"),
      {},
      { errorType: "Runtime.MarshalError" },
    ],
    [
      "no file",
      { "other.py": "" },
      {},
      {
        errorType: "Runtime.ImportModuleError",
        errorMessage: "Unable to import module 'index': No module named 'index'",
        requestId: "",
        stackTrace: [],
      },
    ],
    [
      "a missing module",
      index("import nope"),
      {},
      {
        errorType: "Runtime.ImportModuleError",
        errorMessage: "Unable to import module 'index': No module named 'nope'",
      },
    ],
    [
      "no such function",
      index(""),
      {},
      { errorType: "Runtime.HandlerNotFound", errorMessage: "Handler 'handler' missing on module 'index'" },
    ],
    [
      "a syntax error",
      index("def handler(:"),
      {},
      {
        errorType: "Runtime.UserCodeSyntaxError",
        errorMessage: expect.stringMatching(/^Syntax error in module 'index': /),
      },
    ],
    [
      "a name without a dot",
      index(""),
      { handler: "index" },
      {
        errorType: "Runtime.MalformedHandlerName",
        errorMessage: "Bad handler 'index': not enough values to unpack (expected 2, got 1)",
      },
    ],
    ["a built-in module's name", index(""), { handler: "sys.exit" }, { errorType: "Runtime.BuiltInModuleConflict" }],
    [
      "an exception at load",
      index("raise OSError('early')"),
      {},
      { errorType: "OSError", errorMessage: "early", requestId: "" },
    ],
  ])("fails with the document of %s", async (_, files, spec, expected) => {
    const outcome = await bench.run(define(files, spec), {}, { requestId: "id" });
    expect(outcome.kind).toBe("failed");
    expect(document(outcome)).toMatchObject(expected);
  });

  it.each([
    ["sys.exit(3)", "Runtime exited with error: exit status 3"],
    ["sys.exit()", "Runtime exited without providing a reason"],
    ["os._exit(4)", "Runtime exited with error: exit status 4"],
    ["os.kill(os.getpid(), 11)", "Runtime exited with error: signal: segmentation fault"],
  ])("that ends by %s is reported by Lambda", async (statement, sentence) => {
    const code = `import os, sys\ndef handler(e, c):\n  ${statement}`;
    const outcome = await bench.run(define(index(code)), {}, { requestId: "id" });
    expect(outcome.kind).toBe("exited");
    expect(document(outcome)).toEqual({
      errorType: "Runtime.ExitError",
      errorMessage: `RequestId: id Error: ${sentence}`,
    });
  });

  it("has a log in AWS's format", async () => {
    const code = `import logging
logging.warning("loading")
def handler(event, context):
  logging.getLogger().setLevel("INFO")
  logging.getLogger("mine").info("told %s\\ntwice", 1)
  print("printed")
  print("half", end="")
  raise KeyError("k")`;
    const outcome = await bench.run(define(index(code)), {}, { requestId: "id" });
    const lines = messages(outcome).map((line) => line.replace(/\t\d{4}-\d\d-\d\dT[\d:.]{12}Z\t/, "\tTIME\t"));
    expect(lines.slice(1, -1)).toEqual([
      "[WARNING]\tTIME\t\tloading",
      "START RequestId: id Version: $LATEST",
      "[INFO]\tTIME\tid\ttold 1\ntwice",
      "printed",
      "half",
      expect.stringMatching(
        /^\[ERROR\] KeyError: 'k'\nTraceback \(most recent call last\):\n\u00a0\u00a0File ".*index\.py", line 8, in handler\n\u00a0{4}raise/,
      ),
      "END RequestId: id",
    ]);
  });

  it("has a log in JSON when the function is configured so", async () => {
    const code = "import logging\ndef handler(e, c):\n  logging.info('i', extra={'k': 1})\n  logging.debug('d')";
    const variables = { AWS_LAMBDA_LOG_FORMAT: "JSON", AWS_LAMBDA_LOG_LEVEL: "INFO" };
    const outcome = await bench.run(define(index(code), { variables, logFormat: "JSON" }), {}, { requestId: "id" });
    const records = messages(outcome)
      .filter((line) => line.startsWith("{") && !line.includes('"platform.'))
      .map((line): unknown => JSON.parse(line));
    expect(records).toEqual([
      {
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        level: "INFO",
        message: "i",
        logger: "root",
        requestId: "id",
        k: 1,
      },
    ]);
  });

  it("cannot answer more than Lambda passes on", async () => {
    const spec = define(index("def handler(e, c):\n  return 'x' * e['length']"));
    expect(document(await bench.run(spec, { length: MAXIMUM_RESPONSE_BYTES - 1 }))).toMatchObject({
      errorType: "Function.ResponseSizeTooLarge",
    });
    expect(document(await bench.run(spec, { length: 1 }))).toBe("x");
  });
});

describe("a machine without Python", () => {
  it("refuses Python's runtimes by a sentence, and runs the others", () => {
    const runtime = createProcessRuntime({
      clock: realClock,
      random: seededRandom(1),
      log: silentLog,
      searchPath: "/nowhere",
    });
    expect(runtime.refusal("python3.13")).toBe(
      "The runtime python3.13 needs a python3 on the PATH of the server, and there is none.",
    );
    expect(runtime.refusal("nodejs22.x")).toBeUndefined();
    expect(runtime.refusal("dotnet10")).toMatch(/^The runtime dotnet10 is not supported\. Supported are nodejs18\.x, /);
  });
});

describe.runIf(hasPython)("a Python without boto3", () => {
  it("says where the SDK comes from, when the code imports it and not before", async () => {
    const bare = openWorkbench({ searchPath: barePython() });
    const atImport = bare.define(index("import boto3.session\ndef handler(e, c):\n  pass"), { runtime: "python3.12" });
    const sentence =
      /No module named 'boto3'\. On AWS it comes with the runtime, .*-m pip install boto3`, or package it/;
    expect(document(await bare.run(atImport))).toMatchObject({
      errorType: "Runtime.ImportModuleError",
      errorMessage: expect.stringMatching(sentence),
    });
    const guarded = "def handler(e, c):\n  try:\n    import boto3\n  except ImportError:\n    return 'without'";
    expect(document(await bare.run(bare.define(index(guarded), { runtime: "python3.12" })))).toBe("without");
    await bare.close();
  });
});

/** The folder of a Python that has nothing but its own library. */
function barePython(): string {
  const folder = join(bench.directory, "bare-python");
  execFileSync("python3", ["-m", "venv", "--without-pip", folder]);
  return join(folder, "bin");
}
