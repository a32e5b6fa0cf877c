/** `npm test`: everything that CI runs. With arguments, only the tests that they name, without the checks. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fetchJavaClient } from "./java-client.mjs";
import { ROOT, prepare, say } from "./prepare.mjs";
import { pythonClients } from "./python-clients.mjs";
import { installTestRunners } from "./test-runners.mjs";

const focus = process.argv.slice(2);
const startedAt = performance.now();

prepare();
if (process.env.CI === "true") {
  fetchJavaClient();
  installTestRunners();
}
const environment = { ...process.env, ...pythonClients({ install: process.env.CI === "true" }) };
const parts = [];
if (focus.length === 0) {
  parts.push(part("checks", [join(ROOT, "tools", "check.mjs")]));
  parts.push(part("documents", [join(ROOT, "tools", "documents.mjs"), "--check"]));
}
parts.push(part("tests", [join(ROOT, "node_modules", "vitest", "vitest.mjs"), "run", ...focus]));

const failed = parts.filter(({ passed }) => !passed).map(({ name }) => name);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
const verdict =
  failed.length === 0 ? `${parts.map(({ name }) => name).join(", ")} passed` : `${failed.join(", ")} FAILED`;
console.log(
  `\nnpm test: ${verdict} in ${seconds} s${focus.length === 0 ? "" : ` (only ${focus.join(" ")}; no checks)`}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

function part(name, args) {
  say(`running the ${name}`);
  const result = spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit", env: environment });
  return { name, passed: result.status === 0 };
}
