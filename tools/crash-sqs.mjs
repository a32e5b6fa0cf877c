/** `npm run crash:sqs -- --cycles N --seed S`: kills the server under SQS load again and again, then checks the log. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ROOT, prepare } from "./prepare.mjs";

const { values } = parseArgs({
  options: { cycles: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
});
const [cycles, seed] = ["cycles", "seed"].map((name) => {
  if (/^\d{1,9}$/.test(values[name])) return Number(values[name]);
  console.error(`--${name} takes a whole number of at most nine digits, not "${values[name]}".`);
  return process.exit(1);
});
prepare();
// Imported here: before prepare() it may not be installed.
const { buildSync } = await import("esbuild");
const outdir = join(ROOT, "node_modules", ".cache", "sluice", `crash-sqs-${process.pid}`);
buildSync({
  absWorkingDir: ROOT,
  entryPoints: ["tests/crash/crash-run.ts", "tests/crash/checker.ts"],
  outdir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
});
process.on("exit", () => rmSync(outdir, { recursive: true, force: true }));
const { crashRun } = await import(pathToFileURL(join(outdir, "crash-run.mjs")).href);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(130));
try {
  process.exitCode = await crashRun({
    cycles,
    seed,
    program: join(ROOT, "dist", "cli", "main.js"),
    checker: join(outdir, "checker.mjs"),
  });
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
process.exit();
