/** A version of a layer as it is stored, and as the API shows it. */
import type {
  Architecture,
  GetLayerVersionResponse,
  LayerVersionsListItem,
  Runtime,
} from "../../../schema/generated/lambda.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { codeLocation } from "../code/code-location.ts";
import type { StoredCode } from "../function/function-record.ts";
import { layerArn } from "./layer-name.ts";

/** Its content never changes. */
export interface LayerVersionRecord {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly licenseInfo?: string;
  readonly runtimes?: readonly Runtime[];
  readonly architectures?: readonly Architecture[];
  readonly code: StoredCode;
  /** The id of the request that made it, by which a creation that is run again finds what it made. */
  readonly publishedBy: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export function layerVersionArn(record: Pick<LayerVersionRecord, "account" | "region" | "name" | "version">): string {
  return `${layerArn(record, record.name)}:${record.version}`;
}

/** The version as a list shows it. */
export function listedLayerVersion(record: LayerVersionRecord): LayerVersionsListItem {
  const { licenseInfo, runtimes, architectures } = record;
  return {
    LayerVersionArn: layerVersionArn(record),
    Version: record.version,
    Description: record.description,
    CreatedDate: new Date(record.createdAt).toISOString().replace("Z", "+0000"),
    ...(runtimes === undefined ? {} : { CompatibleRuntimes: runtimes }),
    ...(architectures === undefined ? {} : { CompatibleArchitectures: architectures }),
    ...(licenseInfo === undefined ? {} : { LicenseInfo: licenseInfo }),
  };
}

/** The version with an address from which its archive can be fetched. */
export function shownLayerVersion(record: LayerVersionRecord, at: ReadScope): GetLayerVersionResponse {
  const { code } = record;
  return {
    Content: { Location: codeLocation(code, at), CodeSha256: code.sha256, CodeSize: code.sizeBytes },
    LayerArn: layerArn(record, record.name),
    ...listedLayerVersion(record),
  };
}

/** Whether a list that asks for a runtime or an architecture shows the version. */
export function isCompatible(
  record: LayerVersionRecord,
  wanted: {
    readonly CompatibleRuntime?: Runtime | undefined;
    readonly CompatibleArchitecture?: Architecture | undefined;
  },
): boolean {
  const { CompatibleRuntime: runtime, CompatibleArchitecture: architecture } = wanted;
  if (runtime !== undefined && !(record.runtimes ?? []).includes(runtime)) return false;
  return architecture === undefined || (record.architectures ?? []).includes(architecture);
}
