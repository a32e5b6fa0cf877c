/** The processes of external extensions: found in the layers, started before the runtime, ended after it. */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { ExtendedFunction, ExtensionFailure } from "./extensions-api.ts";
import type { OrphanGuard } from "../environment/orphan-guard.ts";
import { killGroup } from "../environment/process-group.ts";
import type { ProgramPlace } from "../environment/program-place.ts";

/** An extension as a file. */
export interface ExtensionFile {
  readonly name: string;
  readonly path: string;
}

/** What an extension's process is started with. */
export interface ExtensionStart {
  readonly file: ExtensionFile;
  readonly directory: string;
  readonly place: ProgramPlace;
  readonly variables: Readonly<Record<string, string>>;
  readonly guard: OrphanGuard;
  readonly read: (pipe: Readable) => void;
  /** Called when it is gone, with what that means where it was not told to end. */
  readonly ended: (failure: ExtensionFailure) => void;
}

/** The files in the folders `extensions` of the layers, by name; that of a later layer counts. */
export function extensionFiles(layerFolders: readonly string[] = []): readonly ExtensionFile[] {
  const found = new Map<string, ExtensionFile>();
  for (const folder of layerFolders) {
    for (const name of namesIn(join(folder, "extensions"))) {
      const path = join(folder, "extensions", name);
      if (statSync(path).isFile()) found.set(name, { name, path });
    }
  }
  return [...found.values()];
}

/** Whether processes run beside the runtime of such an environment. */
export function hasExtensions({ layerFolders }: ExtendedFunction): boolean {
  return extensionFiles(layerFolders).length > 0;
}

/** One running extension. */
export class ExtensionProcess {
  /** Resolves when it is gone. */
  readonly gone: Promise<void>;
  readonly #child: ChildProcess;
  #isGone = false;

  constructor({ file, directory, place, variables, guard, read, ended }: ExtensionStart) {
    const { executable, args } = place.place({ executable: file.path, args: [] });
    // As the function's own process: the leader of a group, so that what it starts ends with it.
    const child = spawn(executable, args, {
      cwd: directory,
      env: variables,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.#child = child;
    if (child.pid !== undefined) guard.watch(child.pid);
    read(child.stdout);
    read(child.stderr);
    this.gone = new Promise((resolve) => {
      const end = (failure: ExtensionFailure): void => {
        if (this.#isGone) return;
        this.#isGone = true;
        if (child.pid !== undefined) {
          killGroup(child.pid);
          guard.forget(child.pid);
        }
        ended(failure);
        resolve();
      };
      child.once("error", (error) => {
        if (child.pid === undefined) end({ errorType: "Extension.LaunchError", reason: error.message });
      });
      child.once("exit", (code, signal) => {
        const reason = signal === null ? `exit status ${code ?? "unknown"}` : `signal: ${signal}`;
        end({ errorType: "Extension.Crash", reason });
      });
    });
  }

  kill(): void {
    if (!this.#isGone && this.#child.pid !== undefined) killGroup(this.#child.pid);
  }
}

/**
 * The variables that say what is the runtime's alone.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html#runtimes-extensions-api-lifecycle
 */
const RUNTIME_VARIABLES = new Set([
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_XRAY_CONTEXT_MISSING",
  "AWS_XRAY_DAEMON_ADDRESS",
  "LAMBDA_RUNTIME_DIR",
  "LAMBDA_TASK_ROOT",
  "_AWS_XRAY_DAEMON_ADDRESS",
  "_AWS_XRAY_DAEMON_PORT",
  "_HANDLER",
]);

/** What an external extension finds of the variables of its function's process. */
export function extensionVariables(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !RUNTIME_VARIABLES.has(name)));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    // Most layers have no such folder.
    return [];
  }
}
