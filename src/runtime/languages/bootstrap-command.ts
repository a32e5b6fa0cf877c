/** The command lines that start an environment's process, one for each language. */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { invariant } from "../../kernel/invariant.ts";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import type { Command } from "../environment/environment-process.ts";
import type { IsolatedStorage } from "../environment/isolated-storage.ts";
import { type EnvironmentPlace, environmentVariables, layerModules } from "./environment-variables.ts";
import type { FunctionClock } from "./function-clock.ts";
import type { EnvironmentInspection } from "./inspection.ts";
import { javaProgram } from "./java.ts";
import { rubyProgram } from "./ruby.ts";
import { findsSdkModules } from "./sdk-modules.ts";
import { storageRoom } from "./storage-room.ts";
import { wrappedCommand } from "./wrapper-script.ts";

/** Where a function's process is to run, and whether a debugger may attach to it. */
export interface BootstrapPlace extends Omit<EnvironmentPlace, "runtimeApiAddress"> {
  readonly inspection?: EnvironmentInspection;
  readonly functionClock: FunctionClock;
  /** Where each environment has a /tmp of its own. */
  readonly storage?: IsolatedStorage;
}

/** How a function's process is started. */
export function bootstrapCommand(spec: EnvironmentSpec, { storage, ...place }: BootstrapPlace): Command {
  const plain = interpreterCommand(spec, place);
  const command = place.interpreter.language === "provided" ? plain : wrappedCommand(spec, plain);
  return storage === undefined ? command : { ...command, storage: storage.of(storageRoom(spec, place)) };
}

function interpreterCommand(
  spec: EnvironmentSpec,
  { inspection, functionClock, ...place }: Omit<BootstrapPlace, "storage">,
): Command {
  const variables = (runtimeApiAddress: string): Record<string, string> =>
    environmentVariables(spec, { ...place, runtimeApiAddress });
  if (place.interpreter.language === "provided") {
    return { executable: providedBootstrap(spec), marksOutput: false, program: [], parameters: () => [], variables };
  }
  const { executable, language } = place.interpreter;
  const ours = (token: string, nowMilliseconds: number): string[] => [token, String(nowMilliseconds), functionClock];
  if (language === "python") {
    // Unbuffered, so that what a killed function printed is not lost; no byte code beside code that is not ours.
    const program = ["-u", "-B", join(place.runtimeDirectory, "python.py")];
    return { executable, marksOutput: true, program, parameters: ours, variables };
  }
  if (language === "java") {
    const { javaClient: client, version } = place.interpreter;
    invariant(client !== undefined, "Java comes with the client in which functions run");
    const program = javaProgram(spec, { client, version, temporaryDirectory: place.temporaryDirectory });
    return { executable, marksOutput: false, framesLog: true, program, parameters: () => [spec.handler], variables };
  }
  if (language === "ruby") {
    const program = rubyProgram(place.runtimeDirectory);
    return { executable, marksOutput: true, program, parameters: ours, variables };
  }
  const sdk = place.sdkModulesDirectory;
  const layers = layerModules(spec).filter((folder) => existsSync(folder));
  const folders = sdk !== undefined && !findsSdkModules(spec.codeDirectory) ? [...layers, sdk] : layers;
  // URLs have no spaces in them.
  const fallback = folders.map((folder) => pathToFileURL(folder).href).join(" ");
  const flags = inspection === undefined ? nodejsFlags(spec) : [...nodejsFlags(spec), inspection.flag];
  return {
    ...(inspection === undefined ? {} : { inspection }),
    executable,
    marksOutput: true,
    program: [...flags, join(place.runtimeDirectory, "nodejs.cjs")],
    parameters: (token, nowMilliseconds) => [...ours(token, nowMilliseconds), fallback],
    variables,
  };
}

/**
 * The program of a function that brings its own: in the code, or in the first layer that has one. Where there is none the
 * code's is tried all the same, so that the failure is told as that of any program that cannot be started.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-build
 */
function providedBootstrap({ codeDirectory, layerFolders = [] }: EnvironmentSpec): string {
  const places = [codeDirectory, ...layerFolders].map((folder) => join(folder, "bootstrap"));
  return places.find((file) => existsSync(file)) ?? join(codeDirectory, "bootstrap");
}

/** Which part of a function's memory V8 may fill with objects that live long, and with new ones. */
const OLD_SPACE_FRACTION = 0.9;
const SEMI_SPACE_FRACTION = 0.05;

/** What Node.js itself is told: it cannot be told later. */
export function nodejsFlags(spec: Pick<EnvironmentSpec, "runtime" | "memoryMegabytes">): string[] {
  const megabytes = (fraction: number): number => Math.max(1, Math.floor(spec.memoryMegabytes * fraction));
  const major = Number(/^nodejs(\d+)/.exec(spec.runtime)?.[1] ?? 0);
  return [
    `--max-old-space-size=${megabytes(OLD_SPACE_FRACTION)}`,
    `--max-semi-space-size=${megabytes(SEMI_SPACE_FRACTION)}`,
    // Newer versions of Node.js guess whether a file is an ES module; Lambda's runtimes up to 22 do not.
    // https://aws.amazon.com/blogs/compute/node-js-22-runtime-now-available-in-aws-lambda/
    ...(major < 24 ? GUESSING_FLAGS.filter((flag) => process.allowedNodeEnvironmentFlags.has(flag)) : []),
  ];
}

const GUESSING_FLAGS = ["--no-experimental-detect-module", "--no-experimental-require-module"];
