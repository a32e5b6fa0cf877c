/** Runs the tidy rules. They are TypeScript, which Node.js 20 does not run by itself, so esbuild compiles them first. */
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const outputFolder = join(root, "node_modules", ".cache", "sluice");
const outfile = join(outputFolder, `tidy-${process.pid}.mjs`);

mkdirSync(outputFolder, { recursive: true });
await build({
  entryPoints: [join(here, "tidy.ts")],
  outfile,
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  logLevel: "warning",
});
const { tidy } = await import(pathToFileURL(outfile).href);
rmSync(outfile);
process.exitCode = tidy(root);
