/** `npm run recipes`: what testing-elsewhere.md and infrastructure-tools.md of docs/guides show, downloads included. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT, prepare } from "./prepare.mjs";

prepare();
const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
const env = { ...process.env, SLUICE_RECIPES: "all" };
const args = [vitest, "run", "tests/conformance/recipes"];
process.exitCode = spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit", env }).status ?? 1;
