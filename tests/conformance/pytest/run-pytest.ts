/** Runs pytest with the plugin of this repository, on the command as it is built. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../testing/built-package.ts";
import { lackOf } from "../sqs/python-program.ts";

const PYTHON = process.env["SLUICE_PYTHON"] ?? "python3";

/** What keeps pytest from running here, or undefined. */
export const PYTEST_LACK = lackOf("pytest, boto3", "pytest with boto3");

/** How it ended, and what it printed. */
export interface PytestRun {
  readonly status: number | null;
  readonly printed: string;
}

/** Runs the tests in `folder`, against a server of their own unless `environment` says otherwise. */
export async function runPytest(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<PytestRun> {
  const { SLUICE_ENDPOINT: _, AWS_ENDPOINT_URL: __, ...inherited } = process.env;
  const env = {
    ...inherited,
    PYTHONPATH: join(ROOT, "clients", "python", "src"),
    PYTHONDONTWRITEBYTECODE: "1",
    SLUICE_COMMAND: `"${process.execPath}" "${join(ROOT, "dist", "cli", "main.js")}"`,
    ...environment,
  };
  const args = ["-m", "pytest", "-q", "-p", "pytest_sluice.plugin", "-p", "no:cacheprovider", folder];
  const child = spawn(PYTHON, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (piece: string) => {
      printed += piece;
    });
  }
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, printed };
}
