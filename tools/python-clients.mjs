/** The AWS clients of the Python world, boto3 and the AWS CLI, which the conformance tests speak through. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ROOT, say } from "./prepare.mjs";

/** Where they are installed when the machine has none. */
const VENV = join(ROOT, ".venv-ci");
const REQUIREMENTS = join(ROOT, "tools", "python-clients.txt");
/** Left by a complete installation, and equal to the requirements that it fulfilled. */
const STAMP = join(VENV, "requirements.txt");
const INSTALL_TIMEOUT_MILLISECONDS = 5 * 60_000;

/**
 * Finds boto3 and the AWS CLI; with `install`, installs those that are missing into a folder of the clone.
 * @returns the environment that tests read: SLUICE_PYTHON (a Python that can import boto3) and SLUICE_AWS_CLI (the path
 *   of `aws`). A client that is not to be had has no variable.
 */
export function pythonClients({ install }) {
  const onMachine = {
    SLUICE_PYTHON: process.env.SLUICE_PYTHON ?? pythonWithBoto3("python3"),
    SLUICE_AWS_CLI: process.env.SLUICE_AWS_CLI ?? onPath("aws"),
  };
  const isComplete = onMachine.SLUICE_PYTHON !== undefined && onMachine.SLUICE_AWS_CLI !== undefined;
  const clients = isComplete || !(isInstalled() || (install && installClients())) ? onMachine : installedClients();
  return Object.fromEntries(Object.entries(clients).filter(([, path]) => path !== undefined));
}

function installedClients() {
  return { SLUICE_PYTHON: join(VENV, "bin", "python"), SLUICE_AWS_CLI: join(VENV, "bin", "aws") };
}

function isInstalled() {
  return existsSync(STAMP) && readFileSync(STAMP, "utf8") === readFileSync(REQUIREMENTS, "utf8");
}

function installClients() {
  say("installing boto3 and the AWS CLI into .venv-ci for the conformance tests");
  const python = join(VENV, "bin", "python");
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", REQUIREMENTS];
  const succeeded = tryRun("python3", ["-m", "venv", VENV]) && tryRun(python, pip);
  if (!succeeded) {
    say("boto3 and the AWS CLI could not be installed; the tests that need them say so");
    return false;
  }
  // Keeps the folder out of version control and out of the checks.
  writeFileSync(join(VENV, ".gitignore"), "*\n");
  writeFileSync(STAMP, readFileSync(REQUIREMENTS, "utf8"));
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

/** The real path of a Python that can import boto3 (what is on the PATH may be a shim), or undefined. */
function pythonWithBoto3(command) {
  const script = "import boto3, sys; print(sys.executable)";
  const result = spawnSync(command, ["-c", script], { encoding: "utf8" });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

function onPath(command) {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, command)).find((path) => existsSync(path));
}
