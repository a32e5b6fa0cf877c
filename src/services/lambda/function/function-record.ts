/** A function as it is stored, and as the API shows it. */
import type {
  Architecture,
  FunctionConfiguration,
  LastUpdateStatusReasonCode,
  Runtime,
} from "../../../schema/generated/lambda.ts";
import type { BlobId } from "../../../store/blobs.ts";
import { EPHEMERAL_STORAGE_MEGABYTES_DEFAULT } from "../limits.ts";
import { loggingConfiguration, type LoggingSettings } from "./logging.ts";

/** A zip archive that passed every check. */
export interface StoredCode {
  readonly blob: BlobId;
  /** Base64 of the archive's SHA-256: what the API shows. */
  readonly sha256: string;
  /** The same in hexadecimal: the name of the folder that it is unpacked to. */
  readonly folder: string;
  readonly sizeBytes: number;
}

/** A layer that a function has: its content stays with the function, whatever becomes of the layer version. */
export interface FunctionLayer {
  readonly arn: string;
  readonly code: StoredCode;
}

/** All that makes an execution environment: a change of any of it starts new ones. */
export interface FunctionSetup extends LoggingSettings {
  /** New with each update, even one that changes nothing: AWS discards the environments then too. */
  readonly id: string;
  readonly runtime: Runtime;
  readonly handler: string;
  readonly role: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** How large /tmp is, where that is not the usual size. */
  readonly ephemeralStorageMegabytes?: number;
  readonly architecture: Architecture;
  readonly variables?: Readonly<Record<string, string>>;
  readonly deadLetterTargetArn?: string;
  readonly code: StoredCode;
  /** In the order of the request, where there are any: a later one covers what an earlier one has. */
  readonly layers?: readonly FunctionLayer[];
}

export interface FunctionRecord {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  /** The number of a published version; `$LATEST` has none. */
  readonly version?: string;
  /** Of a version: the id of the setup that it was made from. */
  readonly publishedFrom?: string;
  /** Of a version: the id of the request that made it, by which a creation that is run again finds what it made. */
  readonly publishedBy?: string;
  /** What was asked for last. */
  readonly setup: FunctionSetup;
  /** What invocations run: the setup before while an update is in progress. */
  readonly applied: FunctionSetup;
  readonly state: "Pending" | "Active";
  readonly update: "None" | "InProgress" | "Successful";
  readonly revisionId: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly tags: Readonly<Record<string, string>>;
}

const CREATING_REASON = "The function is being created.";
/** Recorded from updates too, although the model's list of codes for them lacks it. */
const CREATING_CODE = "Creating" as string as LastUpdateStatusReasonCode;

/** The function as CreateFunction, GetFunctionConfiguration and their like show it; `qualifier` as the request gave it. */
export function functionConfiguration(record: FunctionRecord, qualifier = ""): FunctionConfiguration {
  const { setup } = record;
  return {
    FunctionName: record.name,
    FunctionArn: qualifier === "" ? record.arn : `${record.arn}:${qualifier}`,
    Runtime: setup.runtime,
    Role: setup.role,
    Handler: setup.handler,
    CodeSize: setup.code.sizeBytes,
    Description: setup.description,
    Timeout: setup.timeoutSeconds,
    MemorySize: setup.memoryMegabytes,
    LastModified: new Date(record.lastModified).toISOString().replace("Z", "+0000"),
    CodeSha256: setup.code.sha256,
    Version: versionOf(record),
    ...(setup.deadLetterTargetArn === undefined ? {} : { DeadLetterConfig: { TargetArn: setup.deadLetterTargetArn } }),
    ...(setup.variables === undefined ? {} : { Environment: { Variables: setup.variables } }),
    TracingConfig: { Mode: "PassThrough" },
    RevisionId: record.revisionId,
    ...(setup.layers === undefined
      ? {}
      : { Layers: setup.layers.map(({ arn, code }) => ({ Arn: arn, CodeSize: code.sizeBytes })) }),
    State: record.state,
    ...(record.state === "Pending" ? { StateReason: CREATING_REASON, StateReasonCode: "Creating" } : {}),
    ...(record.update === "None" ? {} : { LastUpdateStatus: record.update }),
    ...(record.update === "InProgress"
      ? { LastUpdateStatusReason: CREATING_REASON, LastUpdateStatusReasonCode: CREATING_CODE }
      : {}),
    PackageType: "Zip",
    Architectures: [setup.architecture],
    EphemeralStorage: { Size: setup.ephemeralStorageMegabytes ?? EPHEMERAL_STORAGE_MEGABYTES_DEFAULT },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig: loggingConfiguration(record.name, setup),
  };
}

/** The version that can be changed. */
export const LATEST = "$LATEST";

/** The version that a record is: `$LATEST` or a number. */
export function versionOf(record: Pick<FunctionRecord, "version">): string {
  return record.version ?? LATEST;
}

/** A version as those who publish it see it: named by its own number. */
export function publishedConfiguration(version: FunctionRecord): FunctionConfiguration {
  return functionConfiguration(version, versionOf(version));
}

/** A function in a list, which shows what is deployed, not how the deployment goes. */
export function listedConfiguration(record: FunctionRecord, qualifier: string): FunctionConfiguration {
  const {
    State: _,
    StateReason: __,
    StateReasonCode: ___,
    LastUpdateStatus: ____,
    LastUpdateStatusReason: _____,
    LastUpdateStatusReasonCode: ______,
    ...shown
  } = functionConfiguration(record, qualifier);
  return shown;
}

/** The log group that a function's lines go to. */
export function logGroupName(name: string, setup: FunctionSetup): string {
  return setup.logGroup ?? `/aws/lambda/${name}`;
}
