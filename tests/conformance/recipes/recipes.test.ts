/** The files of docs/guides/testing-elsewhere.md, written down and run as a reader runs them. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWireCloud, type WireCloud } from "../../harness/wire.ts";
import { builtPackage, ROOT } from "../testing/built-package.ts";

const GUIDE = readFileSync(join(ROOT, "docs", "guides", "testing-elsewhere.md"), "utf8");
const FILES = [...GUIDE.matchAll(/^<!-- file: (\S+) -->\n\n```\w+\n([^]*?)^```$/gm)];

interface Recipe {
  readonly name: string;
  /** Says that it is there when it is run so. */
  readonly toolchain: readonly [command: string, argument: string];
  readonly command: string;
  /** Whether it downloads what only `npm run recipes` may. */
  readonly isLarge: boolean;
  readonly printed: RegExp;
}

const RECIPES: readonly Recipe[] = [
  { name: "curl", toolchain: ["curl", "--version"], command: "sh test.sh", isLarge: false, printed: /"held":true/ },
  {
    name: "java",
    toolchain: ["mvn", "--version"],
    command: "mvn --batch-mode --no-transfer-progress test",
    isLarge: true,
    printed: /Tests run: 3, Failures: 0, Errors: 0, Skipped: 0/,
  },
  {
    name: "go",
    toolchain: ["go", "version"],
    command: "go mod tidy && go test -v ./...",
    isLarge: true,
    printed: /--- PASS: TestWhatDoesNotHold/,
  },
];

let cloud: WireCloud;
let folder: string;
beforeAll(async () => {
  builtPackage();
  folder = mkdtempSync(join(tmpdir(), "sluice-recipes-"));
  for (const [, path = "", content = ""] of FILES) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  // What npx finds in a project in which the package is installed.
  const command = `shift\nexec "${process.execPath}" --no-warnings "${join(ROOT, "dist", "cli", "main.js")}" "$@"\n`;
  writeFileSync(join(folder, "npx"), `#!/bin/sh\n${command}`, { mode: 0o755 });
  cloud = await startWireCloud({ clock: "virtual", seed: 1 });
});
afterAll(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true });
});

/** Why a recipe is not run here, or nothing. */
function lackOf({ name, toolchain: [command, argument], isLarge }: Recipe): string {
  if (isLarge && process.env["SLUICE_RECIPES"] !== "all") return `${name}: not run, but by npm run recipes`;
  if (spawnSync(command, [argument], { stdio: "ignore" }).status === 0) return "";
  return `${name}: not run, since there is no ${command}`;
}

async function run({ name, command }: Recipe): Promise<{ readonly status: number | null; readonly printed: string }> {
  const env = {
    ...process.env,
    PATH: `${folder}${delimiter}${process.env["PATH"]}`,
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  };
  const child = spawn("sh", ["-c", command], { cwd: join(folder, name), env, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (piece: string) => {
      printed += piece;
    });
  }
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, printed };
}

it("writes down every file of the guide, and starts the server as the guide does", () => {
  expect(FILES).toHaveLength([...GUIDE.matchAll(/^```\w+$/gm)].length - 1);
  expect(GUIDE).toMatch(/^```sh\nnpx sluice up --memory --clock virtual --port 4566 &$/m);
});

for (const recipe of RECIPES) {
  const lack = lackOf(recipe);
  describe(lack === "" ? recipe.name : lack, () => {
    it.runIf(lack === "")("does what the guide says", { timeout: 15 * 60_000 }, async () => {
      const ended = await run(recipe);
      expect(ended).toMatchObject({ status: 0, printed: expect.stringMatching(recipe.printed) });
    });
  });
}
