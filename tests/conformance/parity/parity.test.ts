/**
 * The same scenarios on the same template, as tests in TypeScript on the test kit, with handlers in their own process,
 * and as tests in Python on the plugin for pytest, with a server and function processes: the outcome has to be the same.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LineageRecord } from "../../../src/platform/lineage/lineage.ts";
import { createCloud, fromModule, type Handler } from "../../../src/testing/index.ts";
import { PYTEST_LACK, runPytest } from "../pytest/run-pytest.ts";
import { builtPackage } from "../testing/built-package.ts";
import { lineageShape } from "./lineage-shape.ts";
import { SCENARIOS } from "./scenarios.ts";

const inProcess = (file: string): Handler =>
  fromModule(() => import(pathToFileURL(join(import.meta.dirname, "functions", file)).href));
const HANDLERS = { Bill: inProcess("bill.mjs"), Step: inProcess("step.mjs") };

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sluice-stories-"));
  if (PYTEST_LACK !== undefined) return;
  builtPackage();
  const { status, printed } = await runPytest(import.meta.dirname, { SLUICE_STORIES: folder });
  expect({ status, printed }).toMatchObject({ status: 0 });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the scenario in TypeScript. */
async function storyInTypeScript(name: string): Promise<readonly LineageRecord[]> {
  const cloud = await createCloud();
  const { outputs } = await cloud.deploy(import.meta.dirname, { handlers: HANDLERS });
  await SCENARIOS[name]?.({ cloud, outputs });
  await cloud.settle();
  const story = [...cloud.lineage.all()];
  await cloud.close();
  return story;
}

function storyInPython(name: string): readonly LineageRecord[] {
  // The plugin writes what the admin API answered.
  return JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as readonly LineageRecord[];
}

const lack = PYTEST_LACK === undefined ? "" : `: not compared, since there is no ${PYTEST_LACK}`;
describe(`a scenario in TypeScript and in Python${lack}`, () => {
  it.each(Object.keys(SCENARIOS))("%s", async (name) => {
    const shape = lineageShape(await storyInTypeScript(name));
    expect(shape.length).toBeGreaterThan(6);
    if (PYTEST_LACK === undefined) expect(lineageShape(storyInPython(name))).toEqual(shape);
  });
});
