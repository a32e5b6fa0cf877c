/** What a guide tells its readers to write down and run, written down and run. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type Ended, runProgram } from "../../harness/run-program.ts";
import type { WireCloud } from "../../harness/wire.ts";
import { ROOT } from "../testing/built-package.ts";

export interface Recipe {
  /** Its folder among the files of the guide. */
  readonly name: string;
  /** Says that it is there when it is run so. */
  readonly toolchain: readonly [command: string, argument: string];
  readonly command: string;
  /** Whether it downloads what only `npm run recipes` may. */
  readonly isLarge: boolean;
}

export function readGuide(name: string): string {
  return readFileSync(join(ROOT, "docs", "guides", name), "utf8");
}

/** The files of a guide: path and content. */
export function filesOf(guide: string): readonly (readonly [path: string, content: string])[] {
  return Array.from(
    guide.matchAll(/^<!-- file: (\S+) -->\n\n```\w+\n([^]*?)^```$/gm),
    ([, path = "", content = ""]) => [path, content],
  );
}

/** Writes them down. @returns the folder, a new one */
export function writeDown(files: ReturnType<typeof filesOf>): string {
  const folder = mkdtempSync(join(tmpdir(), "sluice-recipes-"));
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Why a recipe is not run here, or nothing. */
export function lackOf({ name, toolchain: [command, argument], isLarge }: Recipe): string {
  if (isLarge && process.env["SLUICE_RECIPES"] !== "all") return `${name}: not run, but by npm run recipes`;
  if (spawnSync(command, [argument], { stdio: "ignore" }).status === 0) return "";
  return `${name}: not run, since there is no ${command}`;
}

/** Runs a recipe in its folder, whose parent comes first on the path, against a cloud. */
export function runRecipe({ name, command }: Recipe, folder: string, cloud: WireCloud): Promise<Ended> {
  const env = {
    ...process.env,
    PATH: `${folder}${delimiter}${process.env["PATH"]}`,
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  };
  return runProgram("sh", ["-c", command], { cwd: join(folder, name), env });
}
