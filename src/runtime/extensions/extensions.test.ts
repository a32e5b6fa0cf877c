import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { CLIENT, define, ECHO, node } from "./extension.fixture.ts";
import { document, gone, lightBeacon, messages, openWorkbench, type Workbench } from "../function-workbench.fixture.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

function bench(options: Parameters<typeof openWorkbench>[0] = {}): Workbench {
  const opened = openWorkbench(options);
  open.push(opened);
  return opened;
}

const LOOP = `(async () => {
  note((await register(["INVOKE", "SHUTDOWN"], { "Lambda-Extension-Accept-Feature": "accountId" })).body);
  for (;;) {
    const event = await next();
    note(event);
  }
})();`;

describe("an external extension", () => {
  it("registers before the runtime starts, hears of each invocation, and of the end", async () => {
    const at = openWorkbench();
    const { spec, notes } = define(at, LOOP, ECHO);
    await at.run(spec, 1, { requestId: "one" });
    await at.run(spec, 2, { requestId: "two" });
    await at.runtime.close();
    const told = notes();
    await at.close();
    expect(told).toMatchObject([
      {
        functionName: spec.functionName,
        functionVersion: "$LATEST",
        handler: "index.handler",
        accountId: "000000000000",
      },
      {
        eventType: "INVOKE",
        requestId: "one",
        invokedFunctionArn: spec.functionArn,
        tracing: { type: "X-Amzn-Trace-Id", value: expect.stringMatching(/^Root=1-/) as string },
      },
      { eventType: "INVOKE", requestId: "two" },
      { eventType: "SHUTDOWN", shutdownReason: "spindown" },
    ]);
    expect(Number(told[3]?.["deadlineMs"]) - Date.now()).toBeLessThanOrEqual(2000);
  });

  it("says what it says in the function's log, and finds none of the runtime's variables", async () => {
    const at = bench();
    const say = `console.log("variables", "_HANDLER" in process.env, "LAMBDA_TASK_ROOT" in process.env,
      process.env.AWS_LAMBDA_FUNCTION_NAME === undefined, process.env.MINE); ${LOOP}`;
    const { spec } = define(at, say, ECHO);
    const outcome = await at.run({ ...spec, variables: { MINE: "yes" } });
    expect(messages(outcome)).toContain("variables false false false yes");
  });

  it("keeps the environment busy until it asks for the next event", async () => {
    const at = bench();
    const beacon = await lightBeacon();
    open.push(beacon);
    const slow = `(async () => {
      await register(["INVOKE", "SHUTDOWN"]);
      for (;;) {
        await next();
        await new Promise((resolve) => require("node:net").connect(${beacon.port}, "127.0.0.1").on("data", resolve));
        note("done");
      }
    })();`;
    const { spec, notes } = define(at, slow, ECHO);
    const running = at.run(spec, 5);
    const socket = await beacon.lit();
    expect(notes()).toEqual([]);
    socket.write("go");
    expect(document(await running)).toBe(5);
    expect(notes()).toEqual(["done"]);
  });

  it("hears that the function ran out of time, and has two seconds to end", async () => {
    const at = bench();
    const { spec, notes } = define(at, LOOP, node("exports.handler = () => new Promise((r) => setInterval(r, 1e6))"));
    expect((await at.run(spec, {}, { timeoutMilliseconds: 500 })).kind).toBe("timedOut");
    await at.runtime.close();
    expect(notes().at(-1)).toMatchObject({ eventType: "SHUTDOWN", shutdownReason: "timeout" });
  });

  it("that does not end is killed", async () => {
    const at = bench();
    const beacon = await lightBeacon();
    open.push(beacon);
    const stubborn = `name = "stubborn"; process.on("SIGTERM", () => {});
      require("node:net").connect(${beacon.port}, "127.0.0.1");
      register(["SHUTDOWN"], { "Lambda-Extension-Name": "watcher" }).then(next).then(() => setInterval(() => {}, 1e6));`;
    const { spec } = define(at, stubborn, ECHO);
    await at.run(spec);
    const socket = await beacon.lit();
    await at.runtime.close();
    await gone(socket);
  });

  it("lets the runtime end in order: SIGTERM first", async () => {
    const at = bench();
    const files =
      node(`process.on("SIGTERM", () => { require("fs").writeFileSync("ended", "in order"); process.exit(0) });
      exports.handler = async () => process.cwd()`);
    const { spec, notes } = define(at, LOOP, files);
    await at.run(spec);
    await at.runtime.close();
    expect(readFileSync(join(spec.codeDirectory, "ended"), "utf8")).toBe("in order");
    expect(notes().at(-1)).toMatchObject({ eventType: "SHUTDOWN" });
  });

  it.each<[string, string, string, string]>([
    ["ends before it has registered", "process.exit(3)", "Extension.Crash", "exit status 3"],
    [
      "says that it cannot start",
      `register([]).then(() => call("POST", "/2020-01-01/extension/init/error",
        { headers: { "Lambda-Extension-Function-Error-Type": "Extension.NoConfig" } }))`,
      "Extension.InitError",
      "Extension.NoConfig",
    ],
    [
      "ends during an invocation",
      "register(['INVOKE']).then(next).then(() => process.exit(4))",
      "Extension.Crash",
      "exit status 4",
    ],
    [
      "says that it cannot go on",
      `register(["INVOKE"]).then(next).then(() => call("POST", "/2020-01-01/extension/exit/error",
        { headers: { "Lambda-Extension-Function-Error-Type": "Extension.Lost" } }))`,
      "Extension.ExitError",
      "Extension.Lost",
    ],
  ])("that %s fails the invocation", async (_, extension, errorType, reason) => {
    const at = bench();
    const { spec } = define(at, extension, node("exports.handler = () => new Promise((r) => setInterval(r, 1e6))"));
    const outcome = await at.run(spec, {}, { requestId: "id" });
    expect(outcome.kind).toBe("exited");
    expect(document(outcome)).toEqual({ errorType, errorMessage: `RequestId: id Error: ${reason}` });
    expect(messages(outcome).at(-1)).toContain(`Status: error\tError Type: ${errorType}`);
  });

  it("that cannot be started fails it too", async () => {
    const at = bench();
    const { spec } = define(at, LOOP, ECHO);
    const path = join(spec.layerFolders?.[0] ?? "", "extensions", "watcher");
    writeFileSync(path, "#!/no/such/program\n");
    expect(document(await at.run(spec))).toMatchObject({ errorType: "Extension.LaunchError" });
  });
});

describe("the Extensions API", () => {
  it.each<[string, string, number, string]>([
    ["an event that there is not", `register(["SLEEP"])`, 400, "Extension.InvalidEventType"],
    ["no name", `register([], { "Lambda-Extension-Name": "" })`, 403, "Extension.InvalidExtensionName"],
    ["a second registration", `register([]).then(() => register([]))`, 403, "Extension.AlreadyRegistered"],
    [
      "no identifier",
      `call("GET", "/2020-01-01/extension/event/next", { headers: { "Lambda-Extension-Identifier": "x" } })`,
      403,
      "Extension.UnknownExtensionIdentifier",
    ],
    ["the Logs API", `call("PUT", "/2020-08-15/logs", { body: "{}" })`, 501, "NotImplemented"],
    [
      "SHUTDOWN inside the runtime",
      `register(["SHUTDOWN"], { "Lambda-Extension-Name": "inner" })`,
      400,
      "Extension.InvalidEventType",
    ],
  ])("refuses %s", async (_, asked, status, errorType) => {
    const at = bench();
    const extension = `(async () => { const { status, body } = await ${asked}; note({ status, ...body });
      if (!id || ${JSON.stringify(asked)}.includes("register")) await register(["SHUTDOWN"]); for (;;) await next() })()`;
    const { spec, notes } = define(at, extension, ECHO);
    await at.run(spec, {}, { timeoutMilliseconds: 5000 });
    expect(notes()[0]).toMatchObject({ status, errorType });
  });

  it("takes an extension inside the runtime, which then has time to end", async () => {
    const at = bench();
    const inner = `import { createRequire } from "node:module";
      const module = {}, __filename = "inner", __dirname = ".", require = createRequire(import.meta.url);
      ${CLIENT.replace(/^#!.*\n/, "")}
      process.on("SIGTERM", () => { fs.writeFileSync("ended", ""); process.exit(0) });
      const { status } = await register(["INVOKE"]);
      (async () => { for (;;) await next() })();
      export const handler = async () => status;`;
    const spec = at.define({ "index.mjs": inner });
    expect(document(await at.run(spec))).toBe(200);
    await at.runtime.close();
    expect(existsSync(join(spec.codeDirectory, "ended"))).toBe(true);
  });
});
