/** Functions may have a script of their own start the interpreter, by naming it in a variable. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import type { Command } from "../environment/environment-process.ts";
import { isExecutable } from "./installed-program.ts";

/** Names the script. */
const WRAPPER_VARIABLE = "AWS_LAMBDA_EXEC_WRAPPER";

/** What a bootstrap that was started by a script reads in place of its command line, and removes. */
const PARAMETERS_VARIABLE = "_SLUICE_PARAMETERS";

/** What AWS's runtimes end with, after a sentence in the log. */
const EXIT_NO_SCRIPT = 127;
const EXIT_NOT_EXECUTABLE = 126;

/**
 * The command with the function's script before it, if it has one. Scripts put arguments before the last, which has to be
 * the bootstrap then; Java's last is the handler.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper
 */
export function wrappedCommand(spec: EnvironmentSpec, command: Command): Command {
  const script = spec.variables[WRAPPER_VARIABLE];
  if (!script) return command;
  const file = scriptFile(script, spec);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    return ending(command, `${script}: does not exist`, EXIT_NO_SCRIPT);
  }
  if (!isExecutable(file)) return ending(command, `${script}: is not an executable`, EXIT_NOT_EXECUTABLE);
  const program = [command.executable, ...command.program];
  return {
    ...command,
    executable: file,
    program,
    ...(command.marksOutput ? { parametersVariable: PARAMETERS_VARIABLE } : {}),
  };
}

/** Layers are not at /opt here, nor is the code in /var/task. */
function scriptFile(script: string, { codeDirectory, layerFolders = [] }: EnvironmentSpec): string {
  const [, place, path = ""] = /^\/(opt|var\/task)\/(.+)$/.exec(script) ?? [];
  if (place === "var/task") return join(codeDirectory, path);
  const files = place === "opt" ? layerFolders.map((folder) => join(folder, path)) : [];
  return files.find((file) => existsSync(file)) ?? script;
}

/** A command that says a sentence and ends. */
function ending(command: Command, sentence: string, exitCode: number): Command {
  const program = ["-c", `printf "%s\\\\n" "$0"; exit ${exitCode}`, sentence];
  return { ...command, executable: "/bin/sh", program, parameters: () => [] };
}
