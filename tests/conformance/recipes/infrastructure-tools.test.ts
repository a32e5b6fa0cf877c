/** The walks of docs/guides/infrastructure-tools.md: other people's tools deploy, change and remove. */
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWireCloud, type WireCloud } from "../../harness/wire.ts";
import { filesOf, lackOf, readGuide, runRecipe, writeDown, type Recipe } from "./recipe.ts";

const GUIDE = readGuide("infrastructure-tools.md");
const FILES = filesOf(GUIDE);
const WALK = { command: "sh test.sh", isLarge: true };
const RECIPES: readonly Recipe[] = [
  { name: "sam", toolchain: ["python3", "--version"], ...WALK },
  { name: "cdk", toolchain: ["aws", "--version"], ...WALK },
  { name: "serverless", toolchain: ["aws", "--version"], ...WALK },
];

it("writes down every file of the guide", () => {
  expect(FILES).toHaveLength([...GUIDE.matchAll(/^```\w+$/gm)].length - 1);
});

for (const recipe of RECIPES) {
  const lack = lackOf(recipe);
  describe.runIf(lack === "")(lack === "" ? recipe.name : lack, () => {
    let folder: string;
    let cloud: WireCloud;
    beforeAll(async () => {
      folder = writeDown(FILES);
      // These tools look at the clock of their own machine.
      cloud = await startWireCloud({ clock: "real" });
    });
    afterAll(async () => {
      await cloud.close();
      rmSync(folder, { recursive: true });
    });

    it("walks the whole way, and leaves nothing behind", { timeout: 15 * 60_000 }, async () => {
      const ended = await runRecipe(recipe, folder, cloud);
      expect(ended.status, ended.printed).toBe(0);
      expect(cloud.errors).toEqual([]);
    });
  });
}
