/** The dependency rules on a small tree that breaks each of them once, and keeps them wherever else it can. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const ROOT = dirname(import.meta.dirname);

/** The imports of each file; what stands behind the arrow is the rule that the import breaks. */
const TREE: Readonly<Record<string, readonly string[]>> = {
  "src/index.ts": ["./server/create-cloud.ts"],
  "src/cli/main.ts": [
    "../server/create-cloud.ts",
    "../kernel/clock.ts",
    "commander",
    "../store/store.ts -> cli-imports",
  ],
  "src/server/create-cloud.ts": [
    "../gateway/listener.ts",
    "../runtime/pool.ts",
    "../services/sqs/service.ts",
    "../services/sns/service.ts",
    "../store/open-store.ts",
    "../index.ts -> doors-are-for-outside, no-cycles, server-imports",
  ],
  "src/gateway/listener.ts": ["../protocol/query.ts", "node:http", "../store/store.ts -> gateway-imports"],
  "src/runtime/pool.ts": ["../platform/ports/ports.ts", "node:child_process", "../platform/call.ts -> runtime-imports"],
  "src/services/sqs/service.ts": [
    "../../platform/call.ts",
    "../../store/keyspace.ts",
    "./errors.ts",
    "../sns/errors.ts -> services-never-meet",
    "../../protocol/query.ts -> services-imports",
    "fast-xml-parser -> fast-xml-parser-stays-in-its-place",
    "node:fs -> meaning-does-no-io",
  ],
  "src/services/sqs/errors.ts": [],
  "src/services/sns/service.ts": ["./errors.ts", "left-pad -> no-undeclared-packages"],
  "src/services/sns/errors.ts": ["../../../tests/story.test.ts -> nothing-imports-tests, services-imports"],
  "src/platform/call.ts": ["../store/store.ts", "../store/memory-engine.ts -> platform-imports"],
  "src/platform/ports/ports.ts": [],
  "src/protocol/query.ts": ["../schema/model.ts", "fast-xml-parser", "../store/store.ts -> protocol-imports"],
  "src/schema/model.ts": ["../kernel/clock.ts", "./gone.ts -> no-unresolvable"],
  "src/store/open-store.ts": ["./lmdb/lmdb-engine.ts", "./memory-engine.ts"],
  "src/store/memory-engine.ts": ["./store.ts", "./lmdb/lmdb-engine.ts -> engines-are-chosen-at-the-top"],
  "src/store/lmdb/lmdb-engine.ts": ["../store.ts", "lmdb"],
  "src/store/keyspace.ts": ["./store.ts"],
  "src/store/store.ts": [],
  "src/kernel/clock.ts": [
    "node:crypto",
    "node:fs -> kernel-does-no-io",
    "lmdb -> kernel-uses-no-package, lmdb-stays-in-its-place",
    "type ./random.ts -> no-cycles",
  ],
  "src/kernel/random.ts": ["type ./clock.ts -> no-cycles"],
  "src/kernel/clock.test.ts": ["../server/create-cloud.ts", "left-pad"],
  "src/kernel/dead.ts": [],
  "tests/story.test.ts": ["../src/index.ts"],
};

const PACKAGES = ["commander", "fast-xml-parser", "lmdb"];
const folder = mkdtempSync(join(tmpdir(), "dependency-rules-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function writeTree(): void {
  for (const [path, imports] of Object.entries(TREE)) {
    const lines = imports.map((line, index) => {
      const [, type = "", source = ""] = /^(type )?(\S+)/.exec(line) ?? [];
      return `import ${type}{ name as name${index} } from "${source}";`;
    });
    write(path, [...lines, "export const name = 1;", ""].join("\n"));
  }
  for (const name of [...PACKAGES, "left-pad"]) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" }));
    write(`node_modules/${name}/index.js`, "exports.name = 1;\n");
  }
  const dependencies = Object.fromEntries(PACKAGES.map((name) => [name, "1.0.0"]));
  write("package.json", JSON.stringify({ type: "module", dependencies, devDependencies: { "left-pad": "1.0.0" } }));
}

/** Each broken rule with the file that breaks it. */
function violations(): string[] {
  const script = join(ROOT, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
  const config = join(ROOT, ".dependency-cruiser.cjs");
  const run = spawnSync(process.execPath, [script, `--config=${config}`, "--output-type=json", "src", "tests"], {
    cwd: folder,
    encoding: "utf8",
  });
  // The tool's own output format.
  const report = JSON.parse(run.stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return report.summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
}

describe("the dependency rules", () => {
  it("find what breaks them and nothing else", () => {
    writeTree();
    const expected = Object.entries(TREE).flatMap(([path, imports]) =>
      imports.flatMap((line) => (line.split(" -> ")[1]?.split(", ") ?? []).map((rule) => `${path}: ${rule}`)),
    );
    const found = violations();
    // A cycle is reported once, from whichever of its files comes first.
    const isNoCycle = (violation: string): boolean => !violation.endsWith(": no-cycles");
    expect(found.filter(isNoCycle).toSorted()).toEqual(
      [...expected.filter(isNoCycle), "src/kernel/dead.ts: no-dead-files"].toSorted(),
    );
    expect(found.filter((violation) => !isNoCycle(violation)).length).toBeGreaterThanOrEqual(2);
  });
});
