/** `npm run determinism -- --seeds N --from S`: the quiz, seed after seed, twice; both stories of a seed must be the same. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ROOT, prepareDependencies } from "./prepare.mjs";

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "100" }, from: { type: "string", default: "0" } },
});
for (const [name, value] of Object.entries(values)) {
  if (/^\d{1,9}$/.test(value) && !(name === "seeds" && Number(value) === 0)) continue;
  console.error(`--${name} takes a whole number of at most nine digits, not "${value}".`);
  process.exit(1);
}
prepareDependencies();
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
// Imported here: before prepareDependencies() it may not be installed.
const { buildSync } = await import("esbuild");
// Below dist, from where the product finds its own package.json.
const outdir = join(ROOT, "dist", `determinism-${process.pid}`);
process.on("exit", () => rmSync(outdir, { recursive: true, force: true }));
buildSync({
  absWorkingDir: ROOT,
  entryPoints: ["tests/determinism/determinism-run.ts"],
  outdir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
});
const { determinismRun } = await import(pathToFileURL(join(outdir, "determinism-run.mjs")).href);
process.exitCode = await determinismRun({ seeds: Number(values.seeds), from: Number(values.from), root: ROOT });
process.exit();
