/** `npm run build`: bundles src into dist, with its types beside it, and removes what has lost its source. */
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { BUILD_STAMP, ROOT, filesBelow, fingerprint, prepareDependencies, say } from "./prepare.mjs";

const SOURCE = join(ROOT, "src");
const OUTPUT = join(ROOT, "dist");

/** The doors: the package's exports, its command, and the table of services that the documents are written from. */
const ENTRIES = ["index", "testing/index", "cli/main", "server/services"];
const EXECUTABLE = join(OUTPUT, "cli", "main.js");

/**
 * Packages stay where npm put them, but for the YAML library: its seventy files take ten times as long to load as its one
 * bundle of modules, and who deploys a template in a test waits for them. docs/decisions/0009 has the figures.
 */
const PACKAGES = {
  name: "packages",
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === "entry-point") return undefined;
      if (path === "yaml") return { path: join(ROOT, "node_modules", "yaml", "browser", "dist", "index.js") };
      return { path, external: true };
    });
  },
};

prepareDependencies();
// Taken before the compiler reads: a file that changes meanwhile then leaves the build out of date, as it should.
const builtFrom = fingerprint();
const startedAt = performance.now();
declareTypes();
const results = new Set([...(await bundle()), ...(await bundleExample()), ...copyAssets(), ...declarations()]);
prune(results);
chmodSync(EXECUTABLE, 0o755);
writeFileSync(BUILD_STAMP, builtFrom);
say(`built ${results.size} files into dist in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);

/** Checks the types, and writes those that users of the package see. */
function declareTypes() {
  const compiler = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const result = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { cwd: ROOT, stdio: "inherit" });
  if (result.status !== 0) process.exit(1);
}

/**
 * A few large files rather than six hundred small ones, because the server's start is mostly the loading of its modules.
 * Shared code goes to dist/chunks, as deep as the folders of src, so that paths relative to a module hold in both.
 */
async function bundle() {
  // Imported here: before prepareDependencies it may not be installed.
  const { build } = await import("esbuild");
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES.map((entry) => ({ in: `src/${entry}.ts`, out: entry })),
    outdir: "dist",
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    plugins: [PACKAGES],
    platform: "node",
    target: "node20.19",
    format: "esm",
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: "warning",
  });
  return Object.keys(metafile.outputs).map((path) => resolve(ROOT, path));
}

/** What `npm start` and `npm run crash` run: a client of the server, which shares no code with it. */
async function bundleExample() {
  const { build } = await import("esbuild");
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["main", "checker", "crash"].map((name) => `examples/quiz/run/${name}.ts`),
    outdir: "dist/examples/quiz",
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20.19",
    format: "esm",
    metafile: true,
    logLevel: "warning",
  });
  return Object.keys(metafile.outputs).map((path) => resolve(ROOT, path));
}

/** Function bootstraps, pages and the like lie in dist where they lie in src. */
function copyAssets() {
  return filesBelow(SOURCE)
    .filter((path) => !path.endsWith(".ts") && !path.endsWith(".md") && !path.includes("__pycache__"))
    .map((path) => {
      const target = join(OUTPUT, relative(SOURCE, path));
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(path, target);
      return target;
    });
}

/** Those that a user of the package reaches: a tenth of all that the compiler writes. */
function declarations() {
  const reached = new Set(["index", "testing/index"].map((door) => join(OUTPUT, `${door}.d.ts`)));
  // What is added on the way is visited too.
  for (const path of reached) {
    for (const [, imported] of readFileSync(path, "utf8").matchAll(/(?:\bfrom|\bimport\() ?"(\.[^"]+)\.ts"/g)) {
      const declaration = join(dirname(path), `${imported}.d.ts`);
      // A comment may show an import of somebody else's file.
      if (existsSync(declaration)) reached.add(declaration);
    }
  }
  return reached;
}

function prune(wanted) {
  for (const path of filesBelow(OUTPUT)) if (!wanted.has(path)) rmSync(path);
}
