/** How Java functions are started: the machine's `java`, AWS's runtime interface client, and the class path. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import type { ProgramIdentity, ProgramQuestion } from "./installed-program.ts";
import type { JavaClientFiles } from "./java-client.ts";

export const JAVA: ProgramQuestion = {
  name: "java",
  args: ["-XshowSettings:properties", "-version"],
  read(answer): ProgramIdentity | undefined {
    const property = (name: string): string | undefined =>
      new RegExp(String.raw`^\s*java\.${name} = (.+)$`, "m").exec(answer)?.[1]?.trim();
    const home = property("home");
    // Java 8 calls itself 1.8.
    const version = property("version")?.replace(/^1\./, "");
    return home === undefined || version === undefined ? undefined : { executable: join(home, "bin", "java"), version };
  },
};

/** The version for which AWS's compilers make the code of a runtime: `java21` and `java8.al2` end so. */
export function javaVersionOf(runtime: string): string {
  return /^java(\d+)/.exec(runtime)?.[1] ?? "";
}

const MAIN_CLASS = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
const NATIVE_LIBRARY = "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";
const KIBIBYTES_IN_MEGABYTE = 1024;
/** Seen in the processes of Lambda's own environments: 445645k with 512 MB, 222823k with 256 MB. */
const HEAP_FRACTION = 0.85;
/** Where the client writes its log records, each as one frame. */
const LOG_DESCRIPTOR = 3;

/** What the environment of a Java function says besides what all say. */
export const JAVA_VARIABLES = { _LAMBDA_TELEMETRY_LOG_FD: String(LOG_DESCRIPTOR) };

/** What a Java function is started with besides its own settings. */
export interface JavaPlace {
  readonly client: JavaClientFiles;
  /** The version of the machine's Java. */
  readonly version: string;
  readonly temporaryDirectory?: string | undefined;
}

/** The command line up to the name of the handler. */
export function javaProgram(spec: EnvironmentSpec, { client, version, temporaryDirectory }: JavaPlace): string[] {
  const heapKibibytes = Math.ceil(spec.memoryMegabytes * KIBIBYTES_IN_MEGABYTE * HEAP_FRACTION);
  return [
    `-XX:MaxHeapSize=${heapKibibytes}k`,
    ...changeableFlags(spec),
    ...clientFlags(Number.parseInt(version, 10)),
    "-Dfile.encoding=UTF-8",
    ...(temporaryDirectory === undefined ? [] : [`-Djava.io.tmpdir=${temporaryDirectory}`]),
    `-D${NATIVE_LIBRARY}=${client.nativeLibrary}`,
    "-cp",
    classPath(spec, client).join(":"),
    MAIN_CLASS,
  ];
}

/** What newer versions want to be told before the client may log to a descriptor by number, and load machine code. */
function clientFlags(machineVersion: number): readonly string[] {
  return [
    ...(machineVersion >= 9 ? ["--add-opens=java.base/java.io=ALL-UNNAMED"] : []),
    ...(machineVersion >= 24 ? ["--enable-native-access=ALL-UNNAMED"] : []),
  ];
}

/**
 * The collector and the compiler, which a function may choose by JAVA_TOOL_OPTIONS. Java lets the command line overrule
 * that variable, and does not start with two collectors.
 * https://docs.aws.amazon.com/lambda/latest/dg/java-customization.html#java-tool-options
 */
function changeableFlags(spec: EnvironmentSpec): readonly string[] {
  const own = spec.variables["JAVA_TOOL_OPTIONS"] ?? "";
  return [
    ...(/-XX:\+Use\w+GC\b/.test(own) ? [] : ["-XX:+UseSerialGC"]),
    ...(/-XX:[+-]?Tiered/.test(own) ? [] : compilerFlags(spec)),
  ];
}

/**
 * From Java 17 on Lambda's compiler stops at its first level, and from Java 25 on it does not where time before the first
 * invocation costs nothing. https://docs.aws.amazon.com/lambda/latest/dg/java-customization.html
 */
function compilerFlags({ runtime, initializationType }: EnvironmentSpec): readonly string[] {
  const version = Number(javaVersionOf(runtime));
  if (version < 17 || (version >= 25 && initializationType === "provisioned-concurrency")) return [];
  return ["-XX:+TieredCompilation", "-XX:TieredStopAtLevel=1"];
}

/**
 * The client first, as on Lambda, then the code's classes, its jars, and those of layers. The client looks at the code and
 * at /opt itself, and finds there what the class path has already; layers are not at /opt here.
 * https://docs.aws.amazon.com/lambda/latest/dg/java-package.html
 */
function classPath(spec: EnvironmentSpec, client: JavaClientFiles): readonly string[] {
  const { codeDirectory, layerFolders = [] } = spec;
  return [...client.jars, `${codeDirectory}/`, ...jarsIn([codeDirectory]), ...jarsIn(layerFolders, "java")];
}

/** The jars in the folders' `lib` by name, as Lambda sorts them; of two with one name that of the first folder. */
function jarsIn(folders: readonly string[], prefix = ""): readonly string[] {
  const jars = new Map<string, string>();
  for (const folder of folders.map((each) => join(each, prefix, "lib"))) {
    for (const name of namesIn(folder).filter((each) => each.endsWith(".jar") && !jars.has(each))) {
      jars.set(name, join(folder, name));
    }
  }
  return [...jars.keys()].toSorted().map((name) => jars.get(name) ?? name);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Code without jars has no such folder.
    return [];
  }
}
