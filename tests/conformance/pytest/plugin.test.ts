/** The pytest plugin's own tests. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { builtPackage, ROOT } from "../testing/built-package.ts";
import { PYTEST_LACK, runPytest } from "./run-pytest.ts";

describe(`the pytest plugin${PYTEST_LACK === undefined ? "" : `: not run, since there is no ${PYTEST_LACK}`}`, () => {
  it.runIf(PYTEST_LACK === undefined)("does what its own tests say", async () => {
    builtPackage();
    const { status, printed } = await runPytest(join(ROOT, "clients", "python"));
    expect(printed).toMatch(/\d+ passed/);
    expect({ status, printed }).toMatchObject({ status: 0 });
  });
});
