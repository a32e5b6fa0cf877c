/** `npm run recipes`: the recipes of docs/guides/testing-elsewhere.md, those included that download a toolchain's packages. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT, prepare } from "./prepare.mjs";

prepare();
const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
const env = { ...process.env, SLUICE_RECIPES: "all" };
const args = [vitest, "run", "tests/conformance/recipes"];
process.exitCode = spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit", env }).status ?? 1;
