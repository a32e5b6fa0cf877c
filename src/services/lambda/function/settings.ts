/** The settings of a function: which are acted upon, which are refused, and what an update leaves as it was. */
import { parseArn } from "../../../kernel/arn.ts";
import type { FunctionRuntime } from "../../../platform/ports/function-runtime.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import type {
  CreateFunctionRequest,
  Runtime,
  UpdateFunctionConfigurationRequest,
} from "../../../schema/generated/lambda.ts";
import {
  deadLetterInvalid,
  deprecatedRuntime,
  runtimeAndHandlerMandatory,
  runtimeRefused,
  storageNotHeld,
  unknownRuntime,
  valueTooLarge,
} from "../errors.ts";
import {
  EPHEMERAL_STORAGE_MEGABYTES_DEFAULT,
  EPHEMERAL_STORAGE_MEGABYTES_MAX,
  MEMORY_MEGABYTES_MAX,
  TIMEOUT_SECONDS_MAX,
} from "../limits.ts";
import { checkVariables } from "./check-variables.ts";
import type { FunctionSetup } from "./function-record.ts";
import { loggingOf } from "./logging.ts";

/** A setup without what the service itself adds to it. */
export type FunctionSettings = Omit<FunctionSetup, "id" | "code">;

type StorageSettings = Pick<FunctionSetup, "ephemeralStorageMegabytes">;

/** What the machine can do for functions. */
export type FunctionMachine = Pick<FunctionRuntime, "refusal" | "isolatesStorage">;

/** Runtimes of which Lambda itself takes new functions and which Sluice runs. */
export const RUNTIMES: readonly Runtime[] = [
  "nodejs18.x",
  "nodejs20.x",
  "nodejs22.x",
  "nodejs24.x",
  "python3.9",
  "python3.10",
  "python3.11",
  "python3.12",
  "python3.13",
  "python3.14",
  "ruby3.2",
  "ruby3.3",
  "ruby3.4",
  "java8.al2",
  "java11",
  "java17",
  "java21",
  "java25",
  "provided.al2023",
  "provided.al2",
];

/** What Lambda runs, or will, and Sluice does not. */
const ABSENT = new Set<string>([
  "dotnet8",
  "dotnet10",
  "java8.al2023",
  "java11.al2023",
  "java17.al2023",
  "nodejs26.x",
  "python3.15",
  "ruby4.0",
]);

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtimes-deprecated */
const DEPRECATED = new Set<string>([
  "nodejs",
  "nodejs4.3",
  "nodejs4.3-edge",
  "nodejs6.10",
  "nodejs8.10",
  "nodejs10.x",
  "nodejs12.x",
  "nodejs14.x",
  "nodejs16.x",
  "python2.7",
  "python3.6",
  "python3.7",
  "python3.8",
  "java8",
  "dotnetcore1.0",
  "dotnetcore2.0",
  "dotnetcore2.1",
  "dotnetcore3.1",
  "dotnet6",
  "go1.x",
  "ruby2.5",
  "ruby2.7",
  "provided",
]);

/** The settings that CreateFunction asks for, with AWS's defaults. */
export function settingsOfCreation(input: CreateFunctionRequest, machine: FunctionMachine): FunctionSettings {
  refuseAbsent(input);
  if (input.PackageType === "Image" || input.Code.ImageUri !== undefined) {
    throw notImplemented("functions from container images (PackageType Image)");
  }
  if (!input.Runtime || !input.Handler) throw runtimeAndHandlerMandatory();
  checkRuntime(input.Runtime, machine);
  const settings: FunctionSettings = {
    runtime: input.Runtime,
    handler: input.Handler,
    role: input.Role,
    description: input.Description ?? "",
    timeoutSeconds: input.Timeout ?? 3,
    memoryMegabytes: input.MemorySize ?? 128,
    architecture: input.Architectures?.[0] ?? "x86_64",
    ...(input.Environment?.Variables === undefined ? {} : { variables: input.Environment.Variables }),
    ...storageOf(input.EphemeralStorage?.Size, machine),
    ...deadLetterOf(input.DeadLetterConfig?.TargetArn),
    ...loggingOf(input),
  };
  checkBounds(settings);
  return settings;
}

/** The settings after UpdateFunctionConfiguration: what is left out stays as it is. */
export function settingsOfUpdate(
  input: UpdateFunctionConfigurationRequest,
  current: FunctionSetup,
  machine: FunctionMachine,
): FunctionSettings {
  refuseAbsent(input);
  if (input.Runtime !== undefined) checkRuntime(input.Runtime, machine);
  const { id: _, code: __, variables, deadLetterTargetArn, logGroup: ___, jsonLogging: ____, ...others } = current;
  const { ephemeralStorageMegabytes, ...kept } = others;
  const { Size: size } = input.EphemeralStorage ?? {};
  const nextVariables = input.Environment === undefined ? variables : input.Environment.Variables;
  const deadLetter =
    input.DeadLetterConfig?.TargetArn === undefined
      ? deadLetterOf(deadLetterTargetArn)
      : deadLetterOf(input.DeadLetterConfig.TargetArn);
  const settings: FunctionSettings = {
    ...kept,
    runtime: input.Runtime ?? kept.runtime,
    handler: input.Handler ?? kept.handler,
    role: input.Role ?? kept.role,
    description: input.Description ?? kept.description,
    timeoutSeconds: input.Timeout ?? kept.timeoutSeconds,
    memoryMegabytes: input.MemorySize ?? kept.memoryMegabytes,
    ...(nextVariables === undefined ? {} : { variables: nextVariables }),
    // What is only kept was taken before; an invocation is refused where it cannot be held any more.
    ...(size === undefined ? storedStorage(ephemeralStorageMegabytes) : storageOf(size, machine)),
    ...deadLetter,
    ...loggingOf(input, current),
  };
  checkBounds(settings);
  return settings;
}

/** Settings that both requests have, and that are only taken where they say what would be so anyway. */
function refuseAbsent(input: CreateFunctionRequest | UpdateFunctionConfigurationRequest): void {
  const { VpcConfig: vpc } = input;
  if ((vpc?.SubnetIds?.length ?? 0) > 0 || (vpc?.SecurityGroupIds?.length ?? 0) > 0 || vpc?.Ipv6AllowedForDualStack) {
    throw notImplemented("VpcConfig: functions inside a VPC");
  }
  if ((input.FileSystemConfigs?.length ?? 0) > 0) throw notImplemented("FileSystemConfigs");
  if (input.KMSKeyArn) throw notImplemented("KMSKeyArn: encryption of environment variables with a key of your own");
  if (input.TracingConfig?.Mode === "Active") throw notImplemented("TracingConfig Mode Active");
  if (input.SnapStart?.ApplyOn === "PublishedVersions") throw notImplemented("SnapStart ApplyOn PublishedVersions");
}

/** A size of /tmp that functions are held to. */
function storageOf(size: number | undefined, { isolatesStorage }: FunctionMachine): StorageSettings {
  const megabytes = size ?? EPHEMERAL_STORAGE_MEGABYTES_DEFAULT;
  if (megabytes > EPHEMERAL_STORAGE_MEGABYTES_MAX) {
    throw valueTooLarge(megabytes, "ephemeralStorage.size", EPHEMERAL_STORAGE_MEGABYTES_MAX);
  }
  if (megabytes !== EPHEMERAL_STORAGE_MEGABYTES_DEFAULT && isolatesStorage !== true) throw storageNotHeld();
  return storedStorage(megabytes);
}

/** The usual size is not stored. */
function storedStorage(megabytes: number | undefined): StorageSettings {
  const isUsual = megabytes === undefined || megabytes === EPHEMERAL_STORAGE_MEGABYTES_DEFAULT;
  return isUsual ? {} : { ephemeralStorageMegabytes: megabytes };
}

function checkRuntime(runtime: string, machine: FunctionMachine): void {
  if (DEPRECATED.has(runtime)) throw deprecatedRuntime(runtime);
  if (!RUNTIMES.some((known) => known === runtime)) {
    if (ABSENT.has(runtime)) {
      throw notImplemented(`the runtime ${runtime}: what brings an executable named bootstrap runs as provided.al2023`);
    }
    throw unknownRuntime(runtime, RUNTIMES);
  }
  const sentence = machine.refusal(runtime);
  if (sentence !== undefined) throw runtimeRefused(sentence);
}

/** The model allows what only managed instances have; functions on demand have these limits. */
function checkBounds(settings: FunctionSettings): void {
  const { timeoutSeconds, memoryMegabytes } = settings;
  if (timeoutSeconds > TIMEOUT_SECONDS_MAX) throw valueTooLarge(timeoutSeconds, "timeout", TIMEOUT_SECONDS_MAX);
  if (memoryMegabytes > MEMORY_MEGABYTES_MAX) throw valueTooLarge(memoryMegabytes, "memorySize", MEMORY_MEGABYTES_MAX);
  checkVariables(settings.variables ?? {});
}

function deadLetterOf(targetArn: string | undefined): { readonly deadLetterTargetArn?: string } {
  if (targetArn === undefined || targetArn === "") return {};
  const arn = parseArn(targetArn);
  if (arn === undefined || (arn.service !== "sqs" && arn.service !== "sns") || arn.resource.endsWith(".fifo")) {
    throw deadLetterInvalid();
  }
  return { deadLetterTargetArn: targetArn };
}
