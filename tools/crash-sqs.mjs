/** `npm run crash:sqs -- --cycles N --seed S`: kills the server under SQS load again and again, then checks the log. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ROOT, prepare } from "./prepare.mjs";

const { values } = parseArgs({
  options: { cycles: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
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
const { crashRun } = await import(pathToFileURL(join(outdir, "crash-run.mjs")).href);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(130));
try {
  process.exitCode = await crashRun({
    cycles: Number(values.cycles),
    seed: Number(values.seed),
    program: join(ROOT, "dist", "cli", "main.js"),
    checker: join(outdir, "checker.mjs"),
  });
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
process.exit();
