/** AWS's names of runtimes, and the interpreters of this machine that run them. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const NODEJS_RUNTIMES = ["nodejs18.x", "nodejs20.x", "nodejs22.x", "nodejs24.x"];
/** Whatever executable the code brings: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-provided.html */
const PROVIDED_RUNTIMES = ["provided.al2023", "provided.al2"];
const PYTHON_RUNTIMES = ["python3.9", "python3.10", "python3.11", "python3.12", "python3.13", "python3.14"];

/** A program that runs functions. */
export interface Interpreter {
  readonly language: "nodejs" | "python" | "provided";
  /** Of a `provided` runtime the name alone: the code brings the program. */
  readonly executable: string;
  /** What really runs, such as `20.20.2`, whatever the name of the runtime says. */
  readonly version: string;
}

/** Knows which runtimes this machine can run, and with what. */
export class Interpreters {
  readonly #searchPath: string;
  #python: Promise<Interpreter> | undefined;

  /** @param searchPath the directories in which a `python3` is looked for, in the form of the PATH variable */
  constructor(searchPath: string) {
    this.#searchPath = searchPath;
  }

  /** A sentence that says why `runtime` cannot run here, or undefined when it can. */
  refusal(runtime: string): string | undefined {
    if (process.platform === "win32") return "Functions run on Linux and macOS only.";
    if (NODEJS_RUNTIMES.includes(runtime) || PROVIDED_RUNTIMES.includes(runtime)) return undefined;
    if (!PYTHON_RUNTIMES.includes(runtime)) {
      const known = [...NODEJS_RUNTIMES, ...PYTHON_RUNTIMES, ...PROVIDED_RUNTIMES].join(", ");
      return `The runtime ${runtime} is not supported. Supported are ${known}.`;
    }
    if (this.#findPython() !== undefined) return undefined;
    return `The runtime ${runtime} needs a python3 on the PATH of the server, and there is none.`;
  }

  /** The interpreter of a runtime that was not refused. */
  async of(runtime: string): Promise<Interpreter> {
    if (runtime.startsWith("nodejs")) {
      return { language: "nodejs", executable: process.execPath, version: process.versions.node };
    }
    if (runtime.startsWith("provided.")) {
      return { language: "provided", executable: "bootstrap", version: runtime.slice("provided.".length) };
    }
    this.#python ??= askPython(this.#findPython() ?? "python3");
    try {
      return await this.#python;
    } catch (error) {
      // The machine may have had no process to spare; whoever comes next asks again.
      this.#python = undefined;
      throw error;
    }
  }

  #findPython(): string | undefined {
    return this.#searchPath
      .split(delimiter)
      .filter((directory) => directory !== "")
      .map((directory) => join(directory, "python3"))
      .find(isExecutable);
  }
}

/** The text of INIT_START that tells versions apart. AWS's own hash is not known, so it is one of what really runs. */
export function runtimeVersionArn(region: string, runtime: string, interpreter: Interpreter): string {
  const hash = createHash("sha256").update(`${runtime} ${interpreter.language} ${interpreter.version}`).digest("hex");
  return `arn:aws:lambda:${region}::runtime:${hash}`;
}

/** Where programs are found inside an environment: AWS's directories, after the one of the interpreter itself. */
export function environmentPath(interpreter: Interpreter): string {
  const own = interpreter.language === "provided" ? "/var/lang/bin" : dirname(interpreter.executable);
  return `${own}:/usr/local/bin:/usr/bin/:/bin:/opt/bin`;
}

/** Asks once who it is: `python3` is often a script that only looks for the real one, and costs more than Python itself. */
async function askPython(found: string): Promise<Interpreter> {
  const question = "import sys; print(sys.executable); print('%d.%d.%d' % sys.version_info[:3])";
  const { stdout } = await promisify(execFile)(found, ["-c", question]);
  const [executable = found, version = "unknown"] = stdout.trim().split("\n");
  return { language: "python", executable, version };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there, or not ours to run: either way it is not the interpreter.
    return false;
  }
}
