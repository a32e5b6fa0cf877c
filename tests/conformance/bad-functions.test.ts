/** Functions that misbehave, over the wire and as real processes: AWS's error documents, and a server that lives on. */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  type CreateFunctionCommandInput,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync, type Zippable } from "fflate";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startWireCloud, type WireCloud } from "../harness/wire.ts";

const ROLE = "arn:aws:iam::000000000000:role/worker";
const UNIX = 3;
const LINK_MODE = 0o120777;

let directory: string;
let cloud: WireCloud;
let lambda: LambdaClient;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "sluice-bad-functions-"));
  cloud = await startWireCloud({ data: join(directory, "data"), clock: "virtual", seed: 1 });
  lambda = new LambdaClient({ ...cloud.clientConfig, maxAttempts: 1 });
});
afterAll(async () => {
  lambda.destroy();
  await cloud.close();
  rmSync(directory, { recursive: true, force: true });
});
afterEach(() => expect(cloud.errors).toEqual([]));

const zip = (files: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])));
const linkTo = (target: string): Uint8Array => {
  const link: Zippable = {
    "index.js": strToU8("exports.handler = async () => 1"),
    link: [strToU8(target), { os: UNIX, attrs: (LINK_MODE << 16) >>> 0 }],
  };
  return zipSync(link);
};

const create = (ZipFile: Uint8Array, more: Partial<CreateFunctionCommandInput> = {}): Promise<void> =>
  createWith(lambda, ZipFile, more);

async function createWith(
  client: LambdaClient,
  ZipFile: Uint8Array,
  more: Partial<CreateFunctionCommandInput>,
): Promise<void> {
  const input: CreateFunctionCommandInput = {
    FunctionName: "bad",
    Runtime: "nodejs20.x",
    Handler: "index.handler",
    Role: ROLE,
    Timeout: 30,
    Code: { ZipFile },
    ...more,
  };
  await client.send(new CreateFunctionCommand(input));
}

/** What the caller of a function gets. */
async function invoke(
  payload: unknown = {},
): Promise<{ readonly error: string | undefined; readonly document: unknown }> {
  const answer = await lambda.send(new InvokeCommand({ FunctionName: "bad", Payload: JSON.stringify(payload) }));
  return { error: answer.FunctionError, document: JSON.parse(answer.Payload?.transformToString() || "null") };
}

async function remove(): Promise<void> {
  await lambda.send(new DeleteFunctionCommand({ FunctionName: "bad" }));
}

/** Every path below the test's folder, with the size of files. */
function everything(): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => !/node_modules|rows\.mdb/.test(path))
    .toSorted();
}

describe("an archive that reaches out of its folder", () => {
  it.each<[string, Uint8Array]>([
    ["a name that goes up", zip({ "../escaped.js": "1" })],
    ["a name that goes down and up", zip({ "a/../../escaped.js": "1", "index.js": "" })],
    ["an absolute name", zip({ [join(tmpdir(), "sluice-escaped.js")]: "1" })],
    ["a name with backslashes", zip({ "..\\escaped.js": "1" })],
    ["a drive letter", zip({ "C:\\escaped.js": "1" })],
    ["a link that goes up", linkTo("../../../escaped")],
    ["an absolute link", linkTo("/etc/passwd")],
    ["no archive", strToU8("this is no zip")],
    ["half an archive", zip({ "index.js": "x".repeat(4_000) }).slice(0, 60)],
  ])("%s is refused, and nothing is left of it", async (_, archive) => {
    const before = everything();
    await expect(create(archive)).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: "Could not unzip uploaded file. Please check your file, then try to upload again.",
      $metadata: { httpStatusCode: 400 },
    });
    expect((await lambda.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
    const folders = new Set([...before, "data/work/functions", "data/work/functions/package.json"]);
    const isEmptyShard = (path: string): boolean =>
      /^data\/blobs\/[0-9a-f]{2}$/.test(path) && statSync(join(directory, path)).isDirectory();
    expect(everything().filter((path) => !folders.has(path) && !isEmptyShard(path))).toEqual([]);
    expect(existsSync(join(tmpdir(), "sluice-escaped.js"))).toBe(false);
  });
});

const node = (code: string): Uint8Array => zip({ "index.js": code });
const python = (code: string): readonly [Uint8Array, Partial<CreateFunctionCommandInput>] => [
  zip({ "app.py": code }),
  { Runtime: "python3.11", Handler: "app.handler" },
];

const EXIT_ERROR = "Runtime.ExitError";
const exit = (sentence: string): object => ({
  errorType: EXIT_ERROR,
  errorMessage: expect.stringMatching(new RegExp(`^RequestId: [0-9a-f-]{36} Error: ${sentence}$`)),
});

describe("a handler that misbehaves", () => {
  it.each<[string, readonly [Uint8Array, Partial<CreateFunctionCommandInput>?], object]>([
    [
      "is not there",
      [node("exports.other = 1")],
      { errorType: "Runtime.HandlerNotFound", errorMessage: "index.handler is undefined or not exported" },
    ],
    ["has no file", [zip({ "other.js": "" })], { errorType: "Runtime.ImportModuleError" }],
    [
      "throws",
      [node("exports.handler = () => { throw new RangeError('no') }")],
      { errorType: "RangeError", errorMessage: "no", trace: expect.any(Array) },
    ],
    [
      "rejects",
      [node("exports.handler = async () => { throw new TypeError('no') }")],
      { errorType: "TypeError", errorMessage: "no", trace: expect.any(Array) },
    ],
    [
      "exits with 1",
      [node("exports.handler = async () => process.exit(1)")],
      exit("Runtime exited with error: exit status 1"),
    ],
    [
      "exits with 0",
      [node("exports.handler = async () => process.exit(0)")],
      exit("Runtime exited without providing a reason"),
    ],
    ["exits with 1 at init", [node("process.exit(1)")], exit("Runtime exited with error: exit status 1")],
    ["exits with 0 at init", [node("process.exit(0)")], exit("Runtime exited without providing a reason")],
    [
      "kills itself",
      [
        node(
          "exports.handler = async () => { process.kill(process.pid, 'SIGKILL'); await new Promise((r) => setInterval(r, 1e6)) }",
        ),
      ],
      exit("Runtime exited with error: signal: killed"),
    ],
    [
      "answers more than 6 MB",
      [node("exports.handler = async () => 'x'.repeat(7e6)")],
      { errorType: "Function.ResponseSizeTooLarge" },
    ],
    [
      "is not there, in Python",
      python("other = 1"),
      { errorType: "Runtime.HandlerNotFound", errorMessage: "Handler 'handler' missing on module 'app'" },
    ],
    [
      "raises, in Python",
      python("def handler(event, context):\n    raise KeyError('no')"),
      { errorType: "KeyError", errorMessage: "'no'", stackTrace: expect.any(Array) },
    ],
    [
      "exits with 1, in Python",
      python("import os\ndef handler(event, context):\n    os._exit(1)"),
      exit("Runtime exited with error: exit status 1"),
    ],
    [
      "exits with 0 at init, in Python",
      python("import os\nos._exit(0)"),
      exit("Runtime exited without providing a reason"),
    ],
  ])("%s", async (_, [archive, more], expected) => {
    await create(archive, more);
    const { error, document } = await invoke();
    expect({ error, document }).toMatchObject({ error: "Unhandled", document: expected });
    // The next one finds the function as usable as the first did.
    expect((await invoke()).document).toMatchObject({ errorType: expect.any(String) });
    await remove();
  });

  it.each([
    ["Node.js", node("exports.handler = async () => undefined"), {}],
    ["Python", ...python("def handler(event, context):\n    pass")],
  ])("that returns nothing is null in %s", async (_, archive, more) => {
    await create(archive, more);
    expect(await invoke()).toEqual({ error: undefined, document: null });
    await remove();
  });

  it.each([
    [
      "Node.js",
      node(
        `exports.handler = async () => { process.stdout.write(("x".repeat(1023) + "\\n").repeat(10_240)); return "done" }`,
      ),
      {},
    ],
    [
      "Python",
      ...python(`def handler(event, context):\n    print(("x" * 1023 + "\\n") * 10240, end="")\n    return "done"`),
    ],
  ])("that prints 10 MB is heard to the end in %s", async (_, archive, more) => {
    await create(archive, more);
    expect(await invoke()).toEqual({ error: undefined, document: "done" });
    expect(await invoke()).toEqual({ error: undefined, document: "done" });
    await remove();
  });
});

describe("a handler that hangs", () => {
  let real: WireCloud;
  let client: LambdaClient;
  beforeAll(async () => {
    // A process takes real time, whatever the clock says.
    real = await startWireCloud({ seed: 1 });
    client = new LambdaClient({ ...real.clientConfig, maxAttempts: 1 });
  });
  afterAll(async () => {
    client.destroy();
    await real.close();
    expect(real.errors).toEqual([]);
  });

  it.each([
    ["Node.js", node("exports.handler = () => new Promise(() => setInterval(() => {}, 1e6))"), {}],
    ["Node.js without an event loop", node("exports.handler = () => { for (;;); }"), {}],
    ["Python", ...python("def handler(event, context):\n    while True:\n        pass")],
  ])("is ended when its time is over in %s", { timeout: 30_000 }, async (title, archive, more) => {
    const FunctionName = title.replaceAll(/\W/g, "-");
    await createWith(client, archive, { ...more, FunctionName, Timeout: 1 });
    const { FunctionError, Payload } = await client.send(new InvokeCommand({ FunctionName }));
    expect({ FunctionError, document: JSON.parse(Payload?.transformToString() ?? "") }).toEqual({
      FunctionError: "Unhandled",
      document: {
        errorType: "Sandbox.Timedout",
        errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/),
      },
    });
  });
});
