/** Runs pytest with the plugin of this repository, on the command as it is built. */
import { join } from "node:path";
import { type Ended, runProgram } from "../../harness/run-program.ts";
import { ROOT } from "../testing/built-package.ts";
import { lackOf } from "../sqs/python-program.ts";

const PYTHON = process.env["SLUICE_PYTHON"] ?? "python3";

/** What keeps pytest from running here, or undefined. */
export const PYTEST_LACK = lackOf("pytest, boto3", "pytest with boto3");

/** Runs the tests in `folder`, against a server of their own unless `environment` says otherwise. */
export function runPytest(folder: string, environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { SLUICE_ENDPOINT: _, AWS_ENDPOINT_URL: __, ...inherited } = process.env;
  const env = {
    ...inherited,
    PYTHONPATH: join(ROOT, "clients", "python", "src"),
    PYTHONDONTWRITEBYTECODE: "1",
    SLUICE_COMMAND: `"${process.execPath}" "${join(ROOT, "dist", "cli", "main.js")}"`,
    ...environment,
  };
  const args = ["-m", "pytest", "-q", "-p", "pytest_sluice.plugin", "-p", "no:cacheprovider", folder];
  return runProgram(PYTHON, args, { cwd: folder, env });
}
