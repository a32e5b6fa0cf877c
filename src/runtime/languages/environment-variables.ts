/**
 * The variables that a function finds in its environment: AWS's, and nothing of the server's own.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
import { parseArn } from "../../kernel/arn.ts";
import { unreachable } from "../../kernel/invariant.ts";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import { JAVA_VARIABLES } from "./java.ts";
import { rubyVariables } from "./ruby.ts";
import { environmentPath, type Interpreter } from "./runtimes.ts";

/** What the variables depend on besides the function. */
export interface EnvironmentPlace {
  readonly interpreter: Interpreter;
  readonly logStreamName: string;
  /** `host:port` */
  readonly runtimeApiAddress: string;
  /** Where our bootstraps are: AWS's /var/runtime. */
  readonly runtimeDirectory: string;
  readonly sdkModulesDirectory?: string;
  /** Where this environment keeps its temporary files. */
  readonly temporaryDirectory?: string;
}

/** The whole environment of a function's process. */
export function environmentVariables(spec: EnvironmentSpec, place: EnvironmentPlace): Record<string, string> {
  return { ...changeable(spec, place), ...spec.variables, ...reserved(spec, place) };
}

/** What a function's own variables may replace. */
function changeable(spec: EnvironmentSpec, place: EnvironmentPlace): Record<string, string> {
  const region = parseArn(spec.functionArn)?.region ?? "us-east-1";
  const task = spec.codeDirectory;
  const runtime = place.runtimeDirectory;
  const daemon = "127.0.0.1";
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    TZ: ":UTC",
    LANG: "en_US.UTF-8",
    PATH: [environmentPath(place.interpreter), ...inLayers(spec, "bin")].join(":"),
    LD_LIBRARY_PATH: [
      `/var/lang/lib:/lib64:/usr/lib64:${runtime}:${runtime}/lib:${task}:${task}/lib:/opt/lib`,
      ...inLayers(spec, "lib"),
    ].join(":"),
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    // Traces are not collected. AWS's link-local address is replaced by loopback, so that nothing leaves the machine.
    AWS_XRAY_DAEMON_ADDRESS: `${daemon}:2000`,
    _AWS_XRAY_DAEMON_ADDRESS: daemon,
    _AWS_XRAY_DAEMON_PORT: "2000",
    ...languageVariables(spec, place),
    // AWS has no such variable, and a /tmp of each environment's own. What asks for a temporary folder finds this one.
    ...(place.temporaryDirectory === undefined ? {} : { TMPDIR: place.temporaryDirectory }),
  };
}

function languageVariables(spec: EnvironmentSpec, place: EnvironmentPlace): Record<string, string> {
  switch (place.interpreter.language) {
    case "nodejs":
      return nodejsVariables(spec, place);
    case "python":
      return { LC_CTYPE: "C.UTF-8" };
    case "ruby":
      return rubyVariables(spec, place.interpreter.version);
    case "java":
      return {};
    case "provided":
      return {};
    default:
      return unreachable(place.interpreter.language);
  }
}

/** Where Node.js finds the modules of layers: https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html */
export function layerModules(spec: EnvironmentSpec): readonly string[] {
  const major = /^nodejs(\d+)/.exec(spec.runtime)?.[1] ?? "";
  return [...inLayers(spec, `nodejs/node${major}/node_modules`), ...inLayers(spec, "nodejs/node_modules")];
}

/** The folder of that name in each layer, the one that wins first. */
function inLayers(spec: EnvironmentSpec, folder: string): readonly string[] {
  return (spec.layerFolders ?? []).map((layer) => `${layer}/${folder}`);
}

function nodejsVariables(spec: EnvironmentSpec, place: EnvironmentPlace): Record<string, string> {
  const sdk = place.sdkModulesDirectory === undefined ? [] : [place.sdkModulesDirectory];
  return { NODE_PATH: [...layerModules(spec), ...sdk, place.runtimeDirectory, spec.codeDirectory].join(":") };
}

/** What the runtime sets whatever the function's configuration says. */
function reserved(spec: EnvironmentSpec, place: EnvironmentPlace): Record<string, string> {
  return {
    _HANDLER: spec.handler,
    // Recorded: a runtime that the code brings is not named.
    ...(place.interpreter.language === "provided" ? {} : { AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}` }),
    AWS_LAMBDA_FUNCTION_NAME: spec.functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_VERSION: spec.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: spec.initializationType ?? "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: spec.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: place.logStreamName,
    AWS_LAMBDA_RUNTIME_API: place.runtimeApiAddress,
    LAMBDA_TASK_ROOT: spec.codeDirectory,
    ...layerVariables(spec),
    LAMBDA_RUNTIME_DIR: place.runtimeDirectory,
    ...(place.interpreter.language === "java" ? JAVA_VARIABLES : {}),
  };
}

/**
 * Layers are not at /opt, since functions share the file system of this machine: code that opens files of a layer by path
 * finds the folders in SLUICE_LAYERS. Python finds modules of layers whatever PYTHONPATH the function sets, as on AWS.
 */
function layerVariables(spec: EnvironmentSpec): Record<string, string> {
  const layers = spec.layerFolders ?? [];
  if (layers.length === 0) return {};
  const folders = { SLUICE_LAYERS: layers.join(":") };
  if (!spec.runtime.startsWith("python")) return folders;
  const packages = [...inLayers(spec, `python/lib/${spec.runtime}/site-packages`), ...inLayers(spec, "python")];
  const own = spec.variables["PYTHONPATH"];
  return { ...folders, PYTHONPATH: [...packages, ...(own ? [own] : [])].join(":") };
}
