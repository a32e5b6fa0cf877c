/** The package as it is built, and Node.js to run something with it. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { invariant } from "../../../src/kernel/invariant.ts";

export const ROOT = resolve(import.meta.dirname, "..", "..", "..");

/** The door of the test kit in the build. */
export function builtPackage(): string {
  const door = join(ROOT, "dist", "testing", "index.js");
  invariant(existsSync(door), "the package is built before its conformance is tested: npm run build");
  return door;
}

/** How a process ended, and what it said on standard error. */
export interface Ended {
  readonly status: number | null;
  readonly errors: string;
}

/** Runs Node.js in the root of the package to its end; the SDK's word on its next versions is left out. */
export async function runNode(args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    errors += piece;
  });
  const status = await new Promise<number | null>((done) => child.once("close", done));
  return { status, errors };
}
