/** The command lines that start an environment's process, one for each language. */
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import type { EnvironmentSpec } from "../platform/ports/function-runtime.ts";
import type { Command } from "./environment-process.ts";
import { type EnvironmentPlace, environmentVariables } from "./environment-variables.ts";
import type { EnvironmentInspection } from "./inspection.ts";
import { findsSdkModules } from "./sdk-modules.ts";

/** Where a function's process is to run, and whether a debugger may attach to it. */
export interface BootstrapPlace extends Omit<EnvironmentPlace, "runtimeApiAddress"> {
  readonly inspection?: EnvironmentInspection;
}

/** How a function's process is started. */
export function bootstrapCommand(spec: EnvironmentSpec, { inspection, ...place }: BootstrapPlace): Command {
  return {
    ...(inspection === undefined ? {} : { inspection }),
    executable: place.interpreter.executable,
    arguments(token, nowMilliseconds) {
      const ours = [token, String(nowMilliseconds)];
      if (place.interpreter.language === "python") {
        // Unbuffered, so that what a killed function printed is not lost; no byte code beside code that is not ours.
        return ["-u", "-B", join(place.runtimeDirectory, "python.py"), ...ours];
      }
      const sdk = place.sdkModulesDirectory;
      const fallback = sdk !== undefined && !findsSdkModules(spec.codeDirectory) ? pathToFileURL(sdk).href : "";
      const flags = inspection === undefined ? nodejsFlags(spec) : [...nodejsFlags(spec), inspection.flag];
      return [...flags, join(place.runtimeDirectory, "nodejs.mjs"), ...ours, fallback];
    },
    variables: (runtimeApiAddress) => environmentVariables(spec, { ...place, runtimeApiAddress }),
  };
}

/** Which part of a function's memory V8 may fill with objects that live long, and with new ones. */
const OLD_SPACE_FRACTION = 0.9;
const SEMI_SPACE_FRACTION = 0.05;

function nodejsFlags(spec: EnvironmentSpec): string[] {
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
