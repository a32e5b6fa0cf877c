/**
 * The same scenarios on the same template, as tests in TypeScript on the test kit, with handlers in their own process,
 * and as tests in Python on the plugin for pytest, with a server and function processes: the outcome has to be the same.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCloud, fromModule, type Handler } from "../../../src/testing/index.ts";
import type { Ended } from "../../harness/run-program.ts";
import { PYTEST_LACK, runPytest } from "../pytest/run-pytest.ts";
import { builtPackage } from "../testing/built-package.ts";
import { KINDS, lineageShape } from "./lineage-shape.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { FAILURE } from "./typescript/failure.ts";
import { LOAD } from "./typescript/load.ts";
import { OPERATION } from "./typescript/operation.ts";
import { ORDER } from "./typescript/order.ts";
import { OUTSIDE } from "./typescript/outside.ts";
import { REPETITION } from "./typescript/repetition.ts";
import { fromTheRestart, untilTheRestart } from "./typescript/restart.ts";
import type { Scenario } from "./typescript/scenario.ts";

const SCENARIOS = { ...REPETITION, ...FAILURE, ...ORDER, ...OPERATION, ...LOAD, ...OUTSIDE };
const inProcess = (file: string): Handler =>
  fromModule(() => import(pathToFileURL(join(import.meta.dirname, "functions", file)).href));
const HANDLERS = {
  Bill: inProcess("bill.mjs"),
  Enter: inProcess("enter.mjs"),
  Notify: inProcess("notify.mjs"),
  Price: inProcess("price.mjs"),
  Ship: inProcess("ship.mjs"),
  Split: inProcess("split.mjs"),
  Step: inProcess("step.mjs"),
  Submit: inProcess("submit.mjs"),
  Work: inProcess("work.mjs"),
};

let folder: string;
/** Goes on while the scenarios run in TypeScript. */
let pytest: Promise<Ended>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-outcomes-"));
  if (PYTEST_LACK !== undefined) return;
  builtPackage();
  const environment = { SLUICE_OUTCOMES: folder, SLUICE_KINDS: KINDS.join(" ") };
  pytest = runPytest(join(import.meta.dirname, "python"), environment);
});
afterAll(async () => {
  await pytest;
  rmSync(folder, { recursive: true });
});

const inTypeScript = new Map<string, Outcome>();
describe("in TypeScript", () => {
  it.each(Object.entries(SCENARIOS))("%s", async (name, scenario) => {
    inTypeScript.set(name, await outcomeInTypeScript(scenario));
  });

  it("restart_in_the_middle", async () => {
    const [until, from] = await outcomesAroundARestart();
    inTypeScript.set("until_the_restart", until).set("from_the_restart", from);
  });
});

const lack = PYTEST_LACK === undefined ? "" : `: not run, since there is no ${PYTEST_LACK}`;
describe.runIf(PYTEST_LACK === undefined)(`in Python${lack}`, () => {
  it("every scenario holds", async () => {
    const { status, printed } = await pytest;
    expect({ status, printed }).toMatchObject({ status: 0 });
  });

  it.each([...Object.keys(SCENARIOS), "until_the_restart", "from_the_restart"])("%s ends as in TypeScript", (name) => {
    // python/outcome.py writes what the admin API and boto3 answered.
    const inPython = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as Outcome;
    const { story, end } = inTypeScript.get(name) ?? NOTHING;
    expect(lineageShape(inPython.story)).toEqual(lineageShape(story));
    expect(inPython.end).toEqual(end);
  });
});

/** Of a scenario that did not hold. */
const NOTHING: Outcome = { story: [], end: {} };

async function outcomeInTypeScript(scenario: Scenario): Promise<Outcome> {
  const cloud = await createCloud();
  const { outputs } = await cloud.deploy(import.meta.dirname, { handlers: HANDLERS });
  await scenario({ cloud, outputs });
  return outcomeOf(cloud);
}

/** The outcome until the restart, and that of what went on after it. */
async function outcomesAroundARestart(): Promise<readonly [Outcome, Outcome]> {
  const data = join(folder, "data");
  const before = await createCloud({ data });
  const { outputs } = await before.deploy(import.meta.dirname, { handlers: HANDLERS });
  await untilTheRestart({ cloud: before, outputs });
  const startAt = before.clock.now();
  const outcome = await outcomeOf(before);
  const after = await createCloud({ data, startAt, handlers: HANDLERS });
  await fromTheRestart({ cloud: after });
  return [outcome, await outcomeOf(after)];
}
