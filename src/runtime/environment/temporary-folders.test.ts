import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { document, openWorkbench, type Workbench } from "../function-workbench.fixture.ts";

let temporaryDirectory: string;
let bench: Workbench;
beforeEach(() => {
  temporaryDirectory = join(mkdtempSync(join(tmpdir(), "sluice-temporary-")), "tmp");
  bench = openWorkbench({ temporaryDirectory });
});
afterEach(async () => {
  await bench.close();
  rmSync(temporaryDirectory, { recursive: true, force: true });
});

const WRITE = `const fs = require("fs"), os = require("os"), path = require("path");
  exports.handler = async () => { fs.appendFileSync(path.join(os.tmpdir(), "count"), "x");
    return { directory: os.tmpdir(), count: fs.readFileSync(path.join(os.tmpdir(), "count"), "utf8").length } }`;

interface Told {
  readonly directory: string;
  readonly count: number;
}

describe("temporary files", () => {
  it("stay from one invocation to the next, apart from those of others, and end with the environment", async () => {
    const specs = [bench.define({ "index.js": WRITE }), bench.define({ "index.js": WRITE })] as const;
    const first = document(await bench.run(specs[0])) as Told;
    const second = document(await bench.run(specs[0])) as Told;
    const other = document(await bench.run(specs[1])) as Told;
    expect([first.count, second.count, other.count]).toEqual([1, 2, 1]);
    expect(second.directory).toBe(first.directory);
    expect(other.directory).not.toBe(first.directory);
    await bench.runtime.close();
    expect(readdirSync(temporaryDirectory)).toEqual([]);
  });

  it("are where Python looks too", async () => {
    const code = "import tempfile\ndef handler(event, context):\n  return tempfile.gettempdir()";
    const told = document(await bench.run(bench.define({ "index.py": code }, { runtime: "python3.12" })));
    expect(String(told).startsWith(temporaryDirectory)).toBe(true);
  });

  it("may be put elsewhere by the function's own variable", async () => {
    const spec = bench.define({ "index.js": "exports.handler = async () => require('os').tmpdir()" });
    expect(document(await bench.run({ ...spec, variables: { TMPDIR: "/elsewhere" } }))).toBe("/elsewhere");
  });

  it("that a killed server has left are gone when the next one begins", async () => {
    mkdirSync(join(temporaryDirectory, "tmp-left"), { recursive: true });
    writeFileSync(join(temporaryDirectory, "tmp-left", "file"), "");
    await bench.run(bench.define({ "index.js": WRITE }));
    expect(existsSync(join(temporaryDirectory, "tmp-left"))).toBe(false);
  });
});
