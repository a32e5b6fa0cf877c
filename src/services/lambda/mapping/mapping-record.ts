/** An event source mapping as it is stored, and as the API shows it. */
import type { EventSourceMappingConfiguration } from "../../../schema/generated/lambda.ts";
import { functionArn } from "../function/function-name.ts";

/** AWS's states; a mapping that is deleted has none. */
export type MappingState = "Creating" | "Enabling" | "Enabled" | "Updating" | "Disabling" | "Disabled" | "Deleting";

/** What a mapping is told to do. */
export interface MappingSettings {
  readonly functionName: string;
  /** As the request gave it: empty, `$LATEST`, a version number or an alias. */
  readonly functionQualifier: string;
  readonly isEnabled: boolean;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly maximumConcurrency?: number;
  /** Present in provisioned mode. */
  readonly provisionedPollers?: { readonly minimum: number; readonly maximum: number };
  readonly reportsItemFailures: boolean;
  /** JSON text of each pattern, as it was given. */
  readonly filters: readonly string[];
  /** MetricsConfig asks for EventCount. */
  readonly countsEvents: boolean;
}

export interface MappingRecord extends MappingSettings {
  readonly uuid: string;
  readonly account: string;
  readonly region: string;
  readonly arn: string;
  readonly queueArn: string;
  readonly state: MappingState;
  readonly lastModified: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** States in which a change is still being carried out: no other change is taken then. */
export function isBusy(state: MappingState): boolean {
  return state !== "Enabled" && state !== "Disabled";
}

export function mappingArn(place: { readonly account: string; readonly region: string }, uuid: string): string {
  return `arn:aws:lambda:${place.region}:${place.account}:event-source-mapping:${uuid}`;
}

/** A mapping's function, to be found by. */
export function namedFunction(record: MappingSettings): { readonly name: string; readonly qualifier: string } {
  return { name: record.functionName, qualifier: record.functionQualifier };
}

/** The ARN of a mapping's function, qualified as it was asked for. */
export function mappedFunctionArn(record: MappingRecord): string {
  const arn = functionArn(record, record.functionName);
  return record.functionQualifier === "" ? arn : `${arn}:${record.functionQualifier}`;
}

/** The mapping as the API shows it. Mappings of queues have no LastProcessingResult. */
export function mappingConfiguration(record: MappingRecord): EventSourceMappingConfiguration {
  const { filters, maximumConcurrency, provisionedPollers: pollers } = record;
  return {
    UUID: record.uuid,
    EventSourceMappingArn: record.arn,
    BatchSize: record.batchSize,
    MaximumBatchingWindowInSeconds: record.windowSeconds,
    EventSourceArn: record.queueArn,
    FunctionArn: mappedFunctionArn(record),
    FunctionResponseTypes: record.reportsItemFailures ? ["ReportBatchItemFailures"] : [],
    LastModified: record.lastModified,
    State: record.state,
    StateTransitionReason: "USER_INITIATED",
    ...(filters.length === 0 ? {} : { FilterCriteria: { Filters: filters.map((Pattern) => ({ Pattern })) } }),
    ...(maximumConcurrency === undefined ? {} : { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
    ...(pollers === undefined
      ? {}
      : { ProvisionedPollerConfig: { MinimumPollers: pollers.minimum, MaximumPollers: pollers.maximum } }),
    ...(record.countsEvents ? { MetricsConfig: { Metrics: ["EventCount"] } } : {}),
  };
}
