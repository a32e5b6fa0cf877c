/**
 * What must be true before anything runs in a clone: a recent Node.js, the locked dependencies, a current build.
 * Plain JavaScript without dependencies, because it runs before there are any.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The oldest Node.js that package.json accepts, as major and minor. */
const OLDEST_NODE = [20, 19];

/** Where the build leaves the fingerprint of what it was made from. */
export const BUILD_STAMP = join(ROOT, "dist", ".fingerprint");

/** Makes the clone ready to run: dependencies and build, each only when it is out of date. */
export function prepare() {
  prepareDependencies();
  if (isBuilt()) return;
  say("building");
  run(process.execPath, [join(ROOT, "tools", "build.mjs")], "the build failed; its errors are above");
}

/** Makes the clone ready for tools that need no build. */
export function prepareDependencies() {
  requireNode(process.versions.node);
  if (dependenciesAreCurrent()) return;
  say("installing the dependencies that package-lock.json names (npm ci)");
  run(...npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"]), "npm ci failed; its errors are above");
}

/** One line of progress on standard error, so that standard output stays the program's own. */
export function say(sentence) {
  process.stderr.write(`sluice: ${sentence}\n`);
}

/** Ends the process with a sentence when this Node.js is too old. */
function requireNode(version) {
  const complaint = nodeComplaint(version);
  if (complaint === undefined) return;
  say(complaint);
  process.exit(1);
}

/** What is wrong with a version of Node.js, or undefined. */
export function nodeComplaint(version) {
  const [major, minor] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `this is Node.js ${version}, and Sluice needs ${oldestMajor}.${oldestMinor} or later: see https://nodejs.org/en/download`;
}

function dependenciesAreCurrent() {
  const installed = join(ROOT, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const read = (path) => JSON.parse(readFileSync(path, "utf8"));
  return lockDisagreement(read(join(ROOT, "package-lock.json")), read(installed)) === undefined;
}

/**
 * The first package that is locked in a version other than the installed one, or undefined. npm keeps what it installed
 * in node_modules/.package-lock.json. Optional packages are not compared when absent: most are for other machines.
 */
export function lockDisagreement(lock, installed) {
  return Object.keys(lock.packages).find((path) => {
    if (path === "") return false;
    const found = installed.packages[path];
    if (found === undefined) return lock.packages[path].optional !== true && lock.packages[path].devOptional !== true;
    return found.version !== lock.packages[path].version;
  });
}

function isBuilt() {
  return existsSync(BUILD_STAMP) && readFileSync(BUILD_STAMP, "utf8") === fingerprint();
}

/** Changes when any input of the build is added, removed or touched. */
export function fingerprint() {
  const hash = createHash("sha256");
  for (const path of buildInputs()) {
    const { mtimeMs, size } = statSync(path);
    hash.update(`${path}\n${mtimeMs}\n${size}\n`);
  }
  return hash.digest("hex");
}

function buildInputs() {
  const settings = ["package-lock.json", "tsconfig.json", "tsconfig.build.json", "tools/build.mjs"];
  // The driver of the example takes what it knows of the domain from its functions.
  const sources = ["src", "examples/quiz/run", "examples/quiz/functions"].flatMap((name) =>
    filesBelow(join(ROOT, name)),
  );
  return [...settings.map((name) => join(ROOT, name)), ...sources];
}

/** Every file below a folder, in a fixed order. */
export function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}

/** How to call npm: the very npm that started us where there is one. */
function npm(args) {
  const script = process.env.npm_execpath;
  if (script?.endsWith(".js")) return [process.execPath, [script, ...args]];
  return [process.platform === "win32" ? "npm.cmd" : "npm", args];
}

function run(command, args, complaint) {
  const result = spawnSync(command, args, { cwd: ROOT, stdio: ["ignore", 2, 2] });
  if (result.status === 0) return;
  say(result.error === undefined ? complaint : `${command} did not start: ${result.error.message}`);
  process.exit(1);
}
