/** What the /tmp of an environment must be: as large as its function says, with what runs the function still to be found. */
import { basename, dirname } from "node:path";
import { realpathSync } from "node:fs";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import type { StorageRoom } from "../environment/isolated-storage.ts";
import { EPHEMERAL_STORAGE_MEGABYTES_DEFAULT } from "../limits.ts";
import type { EnvironmentPlace } from "./environment-variables.ts";
import type { Interpreter } from "./runtimes.ts";
import { sdkModulesTargets } from "./sdk-modules.ts";

/** What runs functions, whichever they are. */
interface RuntimePlace extends Pick<EnvironmentPlace, "runtimeDirectory"> {
  readonly sdkModulesDirectory?: string | undefined;
}

/** The room of a function's environment. */
export function storageRoom(
  { codeDirectory, layerFolders = [], ephemeralStorageMegabytes }: EnvironmentSpec,
  { interpreter, ...place }: RuntimePlace & Pick<EnvironmentPlace, "interpreter">,
): StorageRoom {
  return {
    megabytes: ephemeralStorageMegabytes ?? EPHEMERAL_STORAGE_MEGABYTES_DEFAULT,
    directory: codeDirectory,
    needed: [codeDirectory, ...layerFolders, ...foldersOf(interpreter), ...runtimeFolders(place)],
  };
}

/** The room of an environment that is nobody's yet. */
export function readyStorageRoom(executable: string, place: RuntimePlace): StorageRoom {
  return {
    megabytes: EPHEMERAL_STORAGE_MEGABYTES_DEFAULT,
    directory: place.runtimeDirectory,
    needed: [...homesOf(executable), ...runtimeFolders(place)],
  };
}

function runtimeFolders({ runtimeDirectory, sdkModulesDirectory: sdk }: RuntimePlace): readonly string[] {
  return sdk === undefined ? [runtimeDirectory] : [runtimeDirectory, sdk, ...sdkModulesTargets(sdk)];
}

function foldersOf({ language, executable, javaClient }: Interpreter): readonly string[] {
  // What the code brings is where the code is.
  if (language === "provided") return [];
  const client = javaClient === undefined ? [] : [...javaClient.jars, javaClient.nativeLibrary].map(dirname);
  return [...homesOf(executable), ...client];
}

/** Where a program and what it takes are installed: by its own name, and by that of what this leads to. */
function homesOf(executable: string): readonly string[] {
  return [executable, realpathSync(executable)]
    .map(dirname)
    .map((folder) => (basename(folder) === "bin" ? dirname(folder) : folder));
}
