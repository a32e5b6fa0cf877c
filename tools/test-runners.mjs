/** The test runners under which the test kit is tested besides the repository's own. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, say } from "./prepare.mjs";

/** They have a lock file of their own: they bring hundreds of packages along, which nothing else needs. */
const FOLDER = join(ROOT, "tools", "test-runners");

/** Installs them, unless they are there as the lock file names them. Tests that find none say so. */
export function installTestRunners() {
  if (isInstalled()) return;
  say("installing Jest into tools/test-runners for the conformance tests");
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync("npm", args, {
    cwd: FOLDER,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (status !== 0) say("Jest could not be installed; the test that needs it says so");
}

function isInstalled() {
  const installed = join(FOLDER, "node_modules", "jest", "package.json");
  const read = (path) => JSON.parse(readFileSync(path, "utf8"));
  return existsSync(installed) && read(installed).version === read(join(FOLDER, "package.json")).dependencies.jest;
}
