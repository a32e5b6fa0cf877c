/** `npm run crash:sqs|sns -- --cycles N --seed S`: kills the server under load again and again, then checks the log. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ROOT, prepare } from "./prepare.mjs";

/** Bundles the run and the checker of `folder`, below tests, and runs them; the process ends with their verdict. */
export async function runCrashes(folder, { defaultCycles }) {
  const { cycles, seed } = wholeNumbers({ cycles: defaultCycles, seed: 1 });
  prepare();
  // Imported here: before prepare() it may not be installed.
  const { buildSync } = await import("esbuild");
  const outdir = join(ROOT, "node_modules", ".cache", "sluice", `crash-${process.pid}`);
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: [`${folder}/crash-run.ts`, `${folder}/checker.ts`],
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
}

function wholeNumbers(defaults) {
  const options = Object.entries(defaults).map(([name, value]) => [name, { type: "string", default: String(value) }]);
  const { values } = parseArgs({ options: Object.fromEntries(options) });
  for (const [name, value] of Object.entries(values)) {
    if (/^\d{1,9}$/.test(value)) continue;
    console.error(`--${name} takes a whole number of at most nine digits, not "${value}".`);
    process.exit(1);
  }
  return { cycles: Number(values.cycles), seed: Number(values.seed) };
}
