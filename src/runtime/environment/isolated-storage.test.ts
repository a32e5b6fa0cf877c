import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import { define } from "../extensions/extension.fixture.ts";
import {
  document,
  type Files,
  gone,
  lackOfIsolation,
  lightBeacon,
  openWorkbench,
  type Workbench,
} from "../function-workbench.fixture.ts";
import { findProgram } from "../languages/installed-program.ts";

const START = Date.UTC(2030, 0, 1);

const open: { close(): unknown }[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(parent = tmpdir()): string {
  const made = mkdtempSync(join(parent, "sluice-storage-"));
  folders.push(made);
  return made;
}

function isolated(options: Parameters<typeof openWorkbench>[0] = {}): Workbench {
  const bench = openWorkbench({ functionStorage: "isolated", ...options });
  open.push(bench);
  return bench;
}

/** Writes, takes room, and tells what is in /tmp. */
const NODEJS = `const fs = require("fs");
  exports.handler = async ({ note, take, remove }) => {
    if (remove) fs.rmSync("/tmp/" + remove);
    if (note) fs.appendFileSync("/tmp/note", note);
    let failure = null;
    for (let taken = 0; taken < take && failure === null; taken++) {
      try { fs.appendFileSync("/tmp/taken", Buffer.alloc(1 << 20)); } catch (error) { failure = error.code; }
    }
    const { blocks, bsize } = fs.statfsSync("/tmp");
    return { failure, noted: fs.existsSync("/tmp/note") ? fs.readFileSync("/tmp/note", "utf8") : "",
      megabytes: blocks * bsize / (1 << 20), tmpdir: require("os").tmpdir(), cwd: process.cwd() };
  };`;
const TELL: Files = { "index.js": NODEJS };

/** A runtime of the code's own, in as few words as possible. */
const BOOTSTRAP = `#!${process.execPath}
const fs = require("fs"), [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const call = (method, path, body) => new Promise((resolve) => require("http").request(
  { host, port, method, path: "/2018-06-01/runtime/invocation/" + path },
  (answer) => { let text = ""; answer.on("data", (piece) => (text += piece)).on("end", () => resolve([answer.headers, text])); },
).end(body));
(async () => {
  for (;;) {
    const [headers, event] = await call("GET", "next");
    fs.appendFileSync("/tmp/note", JSON.parse(event));
    const answer = [fs.readFileSync("/tmp/note", "utf8"), require("os").tmpdir(), process.cwd() === process.env.LAMBDA_TASK_ROOT];
    await call("POST", headers["lambda-runtime-aws-request-id"] + "/response", JSON.stringify(answer));
  }
})();`;

/** Each with a function that appends to /tmp/note and answers what is in it. */
const LANGUAGES: readonly [string, Files][] = [
  ["provided.al2023", { bootstrap: BOOTSTRAP }],
  [
    "python3.12",
    {
      "index.py":
        "import os, tempfile\ndef handler(event, context):\n  open('/tmp/note', 'a').write(event)\n" +
        "  return [open('/tmp/note').read(), tempfile.gettempdir(), os.getcwd() == os.environ['LAMBDA_TASK_ROOT']]",
    },
  ],
  [
    "ruby3.3",
    {
      "index.rb":
        "require 'tmpdir'\ndef handler(event:, context:)\n  File.write('/tmp/note', event, mode: 'a')\n" +
        "  [File.read('/tmp/note'), Dir.tmpdir, Dir.pwd == ENV['LAMBDA_TASK_ROOT']]\nend",
    },
  ],
];

/** Writes into the /tmp that it shares with the function before that runs, and notes what it finds there afterwards. */
const SHARING = `(async () => {
  fs.writeFileSync("/tmp/note", "extension ");
  await register(["INVOKE", "SHUTDOWN"]);
  await next();
  await next();
  note(fs.readFileSync("/tmp/note", "utf8"));
  await next();
})();`;

const programOf = (name: string): string => findProgram(name, process.env["PATH"] ?? "") ?? name;

const lack = lackOfIsolation();
const title = "a /tmp of an environment's own";

describe.skipIf(lack !== undefined)(
  lack === undefined ? title : `${title}: not run, since ${lack}`,
  { timeout: 60_000 },
  () => {
    it("is apart from those of others and from the machine's, stays, and ends with the environment", async () => {
      const bench = isolated();
      const [one, other] = [bench.define(TELL), bench.define(TELL)];
      const noted = async (spec: EnvironmentSpec, note: string): Promise<unknown> =>
        (document(await bench.run(spec, { note })) as { readonly noted: string }).noted;
      expect(await noted(one, "a")).toBe("a");
      expect(await noted(one, "b")).toBe("ab");
      expect(await noted(other, "c")).toBe("c");
      bench.runtime.retire(one.key);
      expect(await noted(one, "d")).toBe("d");
      expect(existsSync("/tmp/note")).toBe(false);
    });

    it("is 512 MB large, is what programs look for, and no other variables come with it", async () => {
      const told = { "index.js": "exports.handler = async () => process.env" };
      const variablesIn = async (bench: Workbench): Promise<Record<string, string>> => {
        const outcome = await bench.run(bench.define(told, { functionName: "same" }));
        // What a function is told is text by name. Some shells cannot be kept from saying the last two.
        const variables = document(outcome) as Record<string, string>;
        for (const own of ["AWS_LAMBDA_RUNTIME_API", "AWS_LAMBDA_LOG_STREAM_NAME", "_", "SHLVL"]) delete variables[own];
        return JSON.parse(JSON.stringify(variables).replaceAll(bench.directory, "")) as Record<string, string>;
      };
      const bench = isolated();
      expect(document(await bench.run(bench.define(TELL)))).toMatchObject({ megabytes: 512, tmpdir: "/tmp" });
      const shared = openWorkbench();
      open.push(shared);
      expect(await variablesIn(isolated())).toEqual(await variablesIn(shared));
    });

    it("is full at the function's size, after which the function goes on", async () => {
      const bench = isolated();
      const spec = bench.define(TELL, { ephemeralStorageMegabytes: 8 });
      expect(document(await bench.run(spec, { take: 12 }))).toMatchObject({ failure: "ENOSPC", megabytes: 8 });
      expect(document(await bench.run(spec, { remove: "taken", note: "on" }))).toMatchObject({ noted: "on" });
      const larger = bench.define(TELL, { ephemeralStorageMegabytes: 16 });
      expect(document(await bench.run(larger, { take: 12 }))).toMatchObject({ failure: null });
    });

    it("is not counted as the function's memory", async () => {
      const bench = isolated();
      const spec = bench.define(TELL, { memoryMegabytes: 128 });
      const outcome = await bench.run(spec, { take: 160 });
      expect(outcome).toMatchObject({ kind: "returned" });
      expect(document(outcome)).toMatchObject({ failure: null });
      expect(outcome.maxMemoryUsedMegabytes).toBeLessThan(128);
    });

    it("has the code in it where that is beneath /tmp, and the layers, the SDK and a wrapper script", async () => {
      const directory = makeFolder("/tmp");
      const sdkModulesDirectory = join(directory, "node_modules");
      mkdirSync(sdkModulesDirectory);
      const bench = isolated({ sdkModulesDirectory });
      const layer = join(directory, "layer");
      mkdirSync(join(layer, "nodejs", "node_modules"), { recursive: true });
      writeFileSync(join(layer, "nodejs", "node_modules", "layered.js"), `module.exports = "layered";`);
      writeFileSync(join(layer, "wrapper"), '#!/bin/sh\nexport WRAPPED=yes\nexec "$@"\n', { mode: 0o755 });
      const code = `exports.handler = async () => [require("layered"), process.env.WRAPPED, process.cwd(),
      require("fs").readdirSync("/tmp").length];`;
      const spec = bench.define(
        { "index.js": code },
        { layerFolders: [layer], variables: { AWS_LAMBDA_EXEC_WRAPPER: "/opt/wrapper", LD_LIBRARY_PATH: "/nowhere" } },
      );
      const [layered, wrapped, cwd, entries] = document(await bench.run(spec)) as [string, string, string, number];
      expect([layered, wrapped, cwd]).toEqual(["layered", "yes", spec.codeDirectory]);
      expect(entries).toBeLessThan(readdirSync("/tmp").length);
    });

    it("has code in it whose folder has a colon in its name", async () => {
      const codeDirectory = join(makeFolder("/tmp"), "a:b c");
      mkdirSync(codeDirectory);
      writeFileSync(join(codeDirectory, "index.js"), NODEJS);
      const bench = isolated();
      expect(document(await bench.run({ ...bench.define(TELL), codeDirectory }))).toMatchObject({ cwd: codeDirectory });
    });

    it("lets a function that cannot be started fail as it does elsewhere", async () => {
      const shared = openWorkbench();
      open.push(shared);
      const failure = async (bench: Workbench): Promise<unknown> =>
        (
          document(await bench.run(bench.define({ "index.sh": "" }, { runtime: "provided.al2023" }))) as {
            errorType: string;
          }
        ).errorType;
      expect(await failure(isolated())).toBe(await failure(shared));
    });

    it.each(LANGUAGES)("is there for %s", async (runtime, files) => {
      const bench = isolated();
      if (bench.runtime.refusal(runtime) !== undefined) return;
      const spec = bench.define(files, { runtime });
      if (files["bootstrap"] !== undefined) chmodSync(join(spec.codeDirectory, "bootstrap"), 0o755);
      expect(document(await bench.run(spec, "a"))).toEqual(["a", "/tmp", true]);
      expect(document(await bench.run(spec, "b"))).toEqual(["ab", "/tmp", true]);
    });

    it("is made by users that are not root, too, who become it in a namespace of users", async () => {
      const programs = makeFolder();
      // Refuses what root alone may do.
      const script = `#!/bin/sh\ncase "$*" in *--user*) exec ${programOf("unshare")} "$@" ;; esac\necho denied >&2; exit 1\n`;
      writeFileSync(join(programs, "unshare"), script, { mode: 0o755 });
      const bench = isolated({ searchPath: `${programs}:${process.env["PATH"] ?? ""}` });
      const { spec, notes } = define(bench, SHARING, TELL);
      expect(document(await bench.run(bench.define(TELL), { note: "a" }))).toMatchObject({ noted: "a" });
      expect(document(await bench.run(spec, { note: "a" }))).toMatchObject({ noted: "extension a" });
      await bench.run(spec);
      expect(notes()).toEqual(["extension a"]);
    });

    it("is shared by the extensions of the environment", async () => {
      const bench = isolated();
      const { spec, notes } = define(bench, SHARING, TELL);
      expect(document(await bench.run(spec, { note: "a" }))).toMatchObject({ noted: "extension a" });
      await bench.run(spec);
      expect(notes()).toEqual(["extension a"]);
      expect(existsSync("/tmp/note")).toBe(false);
    });

    it("goes with an environment that runs out of time, and the next one has another", async () => {
      const clock = new VirtualClock(START);
      const bench = isolated({ clock });
      const beacon = await lightBeacon();
      open.push(beacon);
      const code = `const fs = require("fs");
      exports.handler = (port) => new Promise((resolve) => {
        const before = fs.readdirSync("/tmp").includes("note");
        fs.writeFileSync("/tmp/note", "");
        if (!port) return resolve(before);
        require("net").connect(port, "127.0.0.1");
      });`;
      const spec = bench.define({ "index.js": code });
      const running = bench.run(spec, beacon.port, { timeoutMilliseconds: 3000 });
      const held = await beacon.lit();
      await clock.advance(3000);
      await gone(held);
      expect((await running).kind).toBe("timedOut");
      expect(document(await bench.run(spec, 0))).toBe(false);
      expect(document(await bench.run(spec, 0))).toBe(true);
    });

    it("leaves nothing behind: no mount, no folder, no process", async () => {
      const temporaryDirectory = makeFolder();
      const mounts = (): string[] =>
        readFileSync("/proc/self/mountinfo", "utf8")
          .split("\n")
          .filter((line) => line.includes(temporaryDirectory));
      const bench = isolated({ temporaryDirectory });
      const { spec } = define(bench, SHARING, TELL);
      const pid = document(await bench.run(bench.define({ "index.js": "exports.handler = async () => process.pid" })));
      await bench.run(spec, { note: "a" });
      expect(mounts()).toEqual([]);
      await bench.runtime.close();
      expect(mounts()).toEqual([]);
      expect(readdirSync(temporaryDirectory)).toEqual([]);
      expect(existsSync(`/proc/${String(pid)}`)).toBe(false);
    });

    it("is made ahead of need for functions of the usual size whose code is elsewhere, and for no others", async () => {
      const bench = isolated({ readyProcesses: 1 });
      const code = `const wasReady = require("fs").readFileSync("/proc/self/cmdline", "utf8").includes("nodejs-ready.cjs");
      const { blocks, bsize } = require("fs").statfsSync("/tmp");
      exports.handler = async () => [wasReady, process.cwd(), (blocks * bsize) / (1 << 20)];`;
      const beneath = bench.define({ "index.js": code });
      const codeDirectory = makeFolder("/var/tmp");
      writeFileSync(join(codeDirectory, "index.js"), code);
      const elsewhere = { ...beneath, codeDirectory };
      const larger = { ...elsewhere, ephemeralStorageMegabytes: 1024 };
      const told: unknown[] = [];
      for (const [key, spec] of Object.entries({ beneath, elsewhere, larger })) {
        await bench.runtime.anticipate?.(spec);
        told.push(document(await bench.run({ ...spec, key })));
      }
      expect(told).toEqual([
        [false, beneath.codeDirectory, 512],
        [true, codeDirectory, 512],
        [false, codeDirectory, 1024],
      ]);
    });
  },
);

describe("what cannot be is refused", () => {
  it.each<[string, string | undefined, string]>([
    ["without the programs", undefined, "Here there is no unshare."],
    [
      "with a kernel that does not let it",
      "echo not permitted >&2; exit 1",
      'Here the attempt ends with "not permitted".',
    ],
  ])("%s isolated storage does not start, and leaves nothing", (_, script, sentence) => {
    const programs = makeFolder();
    const temporaryDirectory = makeFolder();
    if (script !== undefined) writeFileSync(join(programs, "unshare"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const searchPath = script === undefined ? programs : `${programs}:${process.env["PATH"] ?? ""}`;
    expect(() => openWorkbench({ functionStorage: "isolated", searchPath, temporaryDirectory })).toThrow(
      "Isolated function storage needs Linux, unshare, nsenter, mount, mkdir on the PATH of the server, and a user who may " +
        `mount in a namespace: root, or one who may make user namespaces. ${sentence}`,
    );
    expect(readdirSync(temporaryDirectory)).toEqual([]);
  });
});
