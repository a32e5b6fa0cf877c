/** The files of docs/guides/testing-elsewhere.md, written down and run as a reader runs them. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWireCloud, type WireCloud } from "../../harness/wire.ts";
import { builtPackage, ROOT } from "../testing/built-package.ts";
import { filesOf, lackOf, readGuide, runRecipe, writeDown, type Recipe } from "./recipe.ts";

const GUIDE = readGuide("testing-elsewhere.md");
const FILES = filesOf(GUIDE);

interface Printing extends Recipe {
  readonly printed: RegExp;
}

const RECIPES: readonly Printing[] = [
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
  folder = writeDown(FILES);
  // What npx finds in a project in which the package is installed.
  const command = `shift\nexec "${process.execPath}" --no-warnings "${join(ROOT, "dist", "cli", "main.js")}" "$@"\n`;
  writeFileSync(join(folder, "npx"), `#!/bin/sh\n${command}`, { mode: 0o755 });
  cloud = await startWireCloud({ clock: "virtual", seed: 1 });
});
afterAll(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true });
});

it("writes down every file of the guide, and starts the server as the guide does", () => {
  expect(FILES).toHaveLength([...GUIDE.matchAll(/^```\w+$/gm)].length - 1);
  expect(GUIDE).toMatch(/^```sh\nnpx sluice up --memory --clock virtual --port 4566 &$/m);
});

for (const recipe of RECIPES) {
  const lack = lackOf(recipe);
  describe(lack === "" ? recipe.name : lack, () => {
    it.runIf(lack === "")("does what the guide says", { timeout: 15 * 60_000 }, async () => {
      const ended = await runRecipe(recipe, folder, cloud);
      expect(ended).toMatchObject({ status: 0, printed: expect.stringMatching(recipe.printed) });
    });
  });
}
