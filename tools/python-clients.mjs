/** The AWS clients of the Python world, which the conformance tests speak through. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ROOT, say } from "./prepare.mjs";

/** Where they are installed when the machine lacks one. */
const VENV = join(ROOT, ".venv-ci");
const REQUIREMENTS = join(ROOT, "tools", "python-clients.txt");
/** The last botocore that spoke the query protocol to SQS, and so cannot be beside the one of today. */
const LEGACY = join(VENV, "legacy");
const LEGACY_REQUIREMENTS = join(ROOT, "tools", "python-clients-legacy.txt");
/** Left by a complete installation, and equal to the requirements that it fulfilled. */
const STAMP = join(VENV, "requirements.txt");
const INSTALL_TIMEOUT_MILLISECONDS = 5 * 60_000;

/**
 * Finds boto3, the AWS CLI, Celery, Powertools, pytest and a botocore of old; with `install`, installs all of them into
 * a folder of the clone when one is missing.
 * @returns the environment that tests read: SLUICE_PYTHON (a Python that can import boto3), SLUICE_AWS_CLI (the path of
 *   `aws`) and SLUICE_LEGACY_BOTOCORE (the folder of the old botocore). A client that is not to be had has no variable.
 */
export function pythonClients({ install }) {
  const onMachine = {
    SLUICE_PYTHON: process.env.SLUICE_PYTHON ?? pythonWith("boto3"),
    SLUICE_AWS_CLI: process.env.SLUICE_AWS_CLI ?? onPath("aws"),
    SLUICE_LEGACY_BOTOCORE: process.env.SLUICE_LEGACY_BOTOCORE,
  };
  const clients = isComplete(onMachine) || !(isInstalled() || (install && installClients())) ? onMachine : installed();
  return Object.fromEntries(Object.entries(clients).filter(([, path]) => path !== undefined));
}

function isComplete(clients) {
  if (Object.values(clients).includes(undefined)) return false;
  return (
    pythonWith("boto3, awscli, celery, pycurl, aws_lambda_powertools, pytest", clients.SLUICE_PYTHON) !== undefined
  );
}

function installed() {
  return {
    SLUICE_PYTHON: join(VENV, "bin", "python"),
    SLUICE_AWS_CLI: join(VENV, "bin", "aws"),
    SLUICE_LEGACY_BOTOCORE: LEGACY,
  };
}

function requirements() {
  return readFileSync(REQUIREMENTS, "utf8") + readFileSync(LEGACY_REQUIREMENTS, "utf8");
}

function isInstalled() {
  return existsSync(STAMP) && readFileSync(STAMP, "utf8") === requirements();
}

function installClients() {
  say("installing boto3, the AWS CLI, Celery, Powertools and pytest into .venv-ci for the conformance tests");
  const python = join(VENV, "bin", "python");
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  const succeeded =
    tryRun("python3", ["-m", "venv", VENV]) &&
    // Before the others: pip would compare it with what is there.
    tryRun(python, [...pip, "--upgrade", "--target", LEGACY, "--requirement", LEGACY_REQUIREMENTS]) &&
    tryRun(python, [...pip, "--requirement", REQUIREMENTS]);
  if (!succeeded) {
    say("the Python clients could not be installed; the tests that need them say so");
    return false;
  }
  // Keeps the folder out of version control and out of the checks.
  writeFileSync(join(VENV, ".gitignore"), "*\n");
  writeFileSync(STAMP, requirements());
  return true;
}

function tryRun(command, args) {
  const result = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ["ignore", 2, 2],
    timeout: INSTALL_TIMEOUT_MILLISECONDS,
  });
  return result.status === 0;
}

/** The real path of a Python that can import `modules` (what is on the PATH may be a shim), or undefined. */
function pythonWith(modules, command = "python3") {
  const script = `import ${modules}, sys; print(sys.executable)`;
  const result = spawnSync(command, ["-c", script], { encoding: "utf8" });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

function onPath(command) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, command)).find((path) => existsSync(path));
}
