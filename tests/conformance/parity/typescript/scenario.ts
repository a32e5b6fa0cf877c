/** A scenario in TypeScript: a test on the test kit, of which the same is written in Python. */
import type { DeployedStack, TestCloud } from "../../../../src/testing/index.ts";

/** What a scenario begins with: the template, deployed at a full hour. */
export interface Stage {
  readonly cloud: TestCloud;
  readonly outputs: DeployedStack["outputs"];
}

export type Scenario = (stage: Stage) => Promise<void>;

/** By the name that the test in Python has behind `test_`. */
export type Scenarios = Readonly<Record<string, Scenario>>;
