/** What functions find of their layers: modules, programs, and files by path. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { document, openWorkbench, type Files } from "../function-workbench.fixture.ts";

const bench = openWorkbench();
afterAll(() => bench.close());

let count = 0;
function layer(files: Files): string {
  const folder = join(bench.directory, "layers", String(++count));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    chmodSync(join(folder, path), 0o755);
  }
  return folder;
}

describe("a Node.js function", { timeout: 30_000 }, () => {
  const layerFolders = [
    layer({
      "nodejs/node_modules/both/index.js": 'module.exports = "second";',
      "nodejs/node20/node_modules/only20/index.js": 'module.exports = "of node20";',
    }),
    layer({
      "nodejs/node_modules/both/index.js": 'module.exports = "first";',
      "nodejs/node_modules/one/index.js": 'module.exports = "one";',
      "bin/hello": "#!/bin/sh\necho hello from $0",
      "etc/settings.json": '{"colour":"red"}',
    }),
  ];

  it("requires modules of layers, the later layer's where several have one", async () => {
    const code = `exports.handler = async () => ["both", "one", "only20"].map((name) => require(name));`;
    const outcome = await bench.run(bench.define({ "index.js": code }, { layerFolders }));
    expect(document(outcome)).toEqual(["second", "one", "of node20"]);
  });

  it("imports them too, and an import of nothing fails as it does without layers", async () => {
    const code = `import both from "both"; import one from "one"; import only from "only20";
      export const handler = async () => [both, one, only, await import("nothing").catch((error) => error.code)];`;
    const outcome = await bench.run(bench.define({ "index.mjs": code }, { layerFolders }));
    expect(document(outcome)).toEqual(["second", "one", "of node20", "ERR_MODULE_NOT_FOUND"]);
  });

  it("runs their programs, and opens their files by the folders that it is told", async () => {
    const code = `const { execSync } = require("node:child_process"); const { readFileSync } = require("node:fs");
      exports.handler = async () => [
        execSync("hello").toString().trim().replace(/.*bin/, "bin"),
        JSON.parse(readFileSync(process.env.SLUICE_LAYERS.split(":")[1] + "/etc/settings.json")),
      ];`;
    const outcome = await bench.run(bench.define({ "index.js": code }, { layerFolders }));
    expect(document(outcome)).toEqual(["bin/hello", { colour: "red" }]);
  });

  it("knows nothing of layers that it does not have", async () => {
    const code = `exports.handler = async () => process.env.SLUICE_LAYERS ?? "none";`;
    expect(document(await bench.run(bench.define({ "index.js": code })))).toBe("none");
  });
});

describe.runIf(bench.runtime.refusal("python3.12") === undefined)("a Python function", { timeout: 30_000 }, () => {
  it("imports modules of layers behind its own, whatever PYTHONPATH it sets", async () => {
    const layerFolders = [
      layer({ "python/one.py": 'name = "one"', "python/own.py": 'name = "the layer\'s"' }),
      layer({ "python/one.py": 'name = "covered"', "python/lib/python3.12/site-packages/two.py": 'name = "two"' }),
    ];
    const files = {
      "app.py": "import one, two, own\n\ndef handler(event, context):\n    return [one.name, two.name, own.name]\n",
      "own.py": 'name = "its own"',
    };
    const variables = { PYTHONPATH: "/nowhere" };
    const spec = bench.define(files, { runtime: "python3.12", handler: "app.handler", layerFolders, variables });
    expect(document(await bench.run(spec))).toEqual(["one", "two", "its own"]);
  });
});
