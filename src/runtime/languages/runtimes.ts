/** AWS's names of runtimes, and the interpreters of this machine that run them. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { unreachable } from "../../kernel/invariant.ts";
import type { FunctionClock } from "./function-clock.ts";
import { findProgram, InstalledProgram, isAtLeast } from "./installed-program.ts";
import { JAVA, javaVersionOf } from "./java.ts";
import { JavaClient, type JavaClientFiles, type JavaClientPlaces } from "./java-client.ts";
import { RUBY, RUBY_MINIMUM } from "./ruby.ts";

/** In what a runtime's functions are written; `provided` stands for any. */
export type Language = "nodejs" | "python" | "ruby" | "java" | "provided";

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const RUNTIMES: Readonly<Record<Language, readonly string[]>> = {
  nodejs: ["nodejs18.x", "nodejs20.x", "nodejs22.x", "nodejs24.x"],
  python: ["python3.9", "python3.10", "python3.11", "python3.12", "python3.13", "python3.14"],
  ruby: ["ruby3.2", "ruby3.3", "ruby3.4"],
  java: ["java8.al2", "java11", "java17", "java21", "java25"],
  /** Whatever executable the code brings: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-provided.html */
  provided: ["provided.al2023", "provided.al2"],
};

/** A program that runs functions. */
export interface Interpreter {
  readonly language: Language;
  /** Of a `provided` runtime the name alone: the code brings the program. */
  readonly executable: string;
  /** What really runs, such as `20.20.2`, whatever the name of the runtime says. */
  readonly version: string;
  /** Inside what Java functions run. */
  readonly javaClient?: JavaClientFiles;
}

/** Where interpreters and what belongs to them are looked for. */
export interface InterpreterPlaces extends JavaClientPlaces {
  /** The directories of programs, in the form of the PATH variable. */
  readonly searchPath: string;
}

/** The languages whose bootstraps are ours, so that they can show the cloud's time. */
const SHOWING_LANGUAGES: ReadonlySet<Language> = new Set(["nodejs", "python", "ruby"]);

/** Knows which runtimes this machine can run, and with what. */
export class Interpreters {
  readonly #clock: FunctionClock;
  readonly #searchPath: string;
  readonly #ruby: InstalledProgram;
  readonly #java: InstalledProgram;
  readonly #javaClient: JavaClient;
  #python: Promise<Interpreter> | undefined;

  constructor({ searchPath, ...javaClientPlaces }: InterpreterPlaces, clock: FunctionClock) {
    this.#clock = clock;
    this.#searchPath = searchPath;
    this.#ruby = new InstalledProgram(RUBY, searchPath);
    this.#java = new InstalledProgram(JAVA, searchPath);
    this.#javaClient = new JavaClient(javaClientPlaces);
  }

  /** A sentence that says why `runtime` cannot run here, or undefined when it can. */
  refusal(runtime: string): string | undefined {
    if (process.platform === "win32") return "Functions run on Linux and macOS only.";
    const language = languageOf(runtime);
    if (language !== undefined && this.#clock === "cloud" && !SHOWING_LANGUAGES.has(language)) {
      return `The runtime ${runtime} tells the time by the machine's clock, and functions of this cloud do so by the cloud's.`;
    }
    switch (language) {
      case undefined: {
        const known = Object.values(RUNTIMES).flat().join(", ");
        return `The runtime ${runtime} is not supported. Supported are ${known}.`;
      }
      case "nodejs":
      case "provided":
        return undefined;
      case "python":
        if (findProgram("python3", this.#searchPath) !== undefined) return undefined;
        return `The runtime ${runtime} needs a python3 on the PATH of the server, and there is none.`;
      case "ruby":
        return refusalOf(runtime, this.#ruby, { name: "ruby", minimum: RUBY_MINIMUM });
      case "java": {
        const refusal = refusalOf(runtime, this.#java, { name: "java", minimum: javaVersionOf(runtime) });
        const fault = refusal === undefined ? this.#javaClient.fault : undefined;
        return fault === undefined ? refusal : `The runtime ${runtime} needs ${fault}`;
      }
      default:
        return unreachable(language);
    }
  }

  /**
   * The interpreter of a runtime that was not refused.
   * @throws Error when it has left the machine since
   */
  async of(runtime: string): Promise<Interpreter> {
    const language = languageOf(runtime);
    switch (language) {
      case "nodejs":
        return { language, executable: process.execPath, version: process.versions.node };
      case "provided": {
        const refusal = this.refusal(runtime);
        if (refusal !== undefined) throw new Error(refusal);
        return { language, executable: "bootstrap", version: runtime.slice("provided.".length) };
      }
      case "python":
        return this.#ofPython();
      case "ruby": {
        const state = this.#ruby.look();
        if (state.kind === "known") return { language, ...state.identity };
        throw new Error(this.refusal(runtime));
      }
      case "java": {
        const state = this.#java.look();
        const refusal = this.refusal(runtime);
        if (state.kind !== "known" || refusal !== undefined) throw new Error(refusal);
        return { language, ...state.identity, javaClient: this.#javaClient.files() };
      }
      case undefined:
        throw new Error(this.refusal(runtime));
      default:
        return unreachable(language);
    }
  }

  async #ofPython(): Promise<Interpreter> {
    this.#python ??= askPython(findProgram("python3", this.#searchPath) ?? "python3");
    try {
      return await this.#python;
    } catch (error) {
      // The machine may have had no process to spare; whoever comes next asks again.
      this.#python = undefined;
      throw error;
    }
  }
}

function languageOf(runtime: string): Language | undefined {
  // The keys of a record are of the record's own type.
  const languages = Object.keys(RUNTIMES) as Language[];
  return languages.find((language) => RUNTIMES[language].includes(runtime));
}

/** A sentence where the program is not there, does not say what it is, or is too old. */
function refusalOf(
  runtime: string,
  program: InstalledProgram,
  { name, minimum }: { readonly name: string; readonly minimum: string },
): string | undefined {
  const state = program.look();
  const need = `The runtime ${runtime} needs a ${name} of version ${minimum} or later on the PATH of the server`;
  switch (state.kind) {
    case "absent":
      return `${need}, and there is none.`;
    case "silent":
      return `${need}, and ${state.found} does not say which version it is.`;
    case "known":
      if (isAtLeast(state.identity.version, minimum)) return undefined;
      return `${need}, and ${state.identity.executable} is ${state.identity.version}.`;
    default:
      return unreachable(state);
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
