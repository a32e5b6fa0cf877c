/** Lambda's own metrics: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
import type { Remarks } from "../../../platform/scope.ts";
import type { MetricUnit } from "../../../platform/metrics/metric-datum.ts";
import { resourceName } from "../function/function-name.ts";
import { LATEST, type FunctionRecord } from "../function/function-record.ts";
import { EPHEMERAL_STORAGE_MEGABYTES_DEFAULT } from "../limits.ts";

const NAMESPACE = "AWS/Lambda";

/** A metric's name, value and unit. */
export type Figure = readonly [name: string, value: number, unit?: MetricUnit];

/** What was invoked: its name, and the qualifier as the request gave it. */
export interface MetricSubject {
  readonly name: string;
  readonly qualifier: string;
  /** The version that ran, once it is known. */
  readonly executedVersion?: string;
}

/** Emits each figure for the region, the function, and the resource as it was named. */
export function emitFigures(figures: readonly Figure[], subject: MetricSubject, at: Remarks): void {
  const { name, qualifier } = subject;
  const resource = resourceName(name, qualifier);
  const executed = subject.executedVersion ?? (qualifier === LATEST ? LATEST : undefined);
  const dimensionSets: Readonly<Record<string, string>>[] = [
    {},
    { FunctionName: name },
    { FunctionName: name, Resource: resource },
  ];
  // A number says by itself which version ran.
  if (executed !== undefined && qualifier !== "" && !/^\d+$/.test(qualifier)) {
    dimensionSets.push({ FunctionName: name, Resource: resource, ExecutedVersion: executed });
  }
  for (const [metric, value, unit = "Count"] of figures) {
    for (const dimensions of dimensionSets) at.metric({ namespace: NAMESPACE, name: metric, dimensions, value, unit });
  }
}

/** Emits a figure of the region alone. */
export function emitRegionFigure([name, value, unit = "Count"]: Figure, at: Remarks): void {
  at.metric({ namespace: NAMESPACE, name, dimensions: {}, value, unit });
}

/** Emits a figure of an event source mapping. */
export function emitMappingFigure([name, value, unit = "Count"]: Figure, uuid: string, at: Remarks): void {
  at.metric({ namespace: NAMESPACE, name, dimensions: { EventSourceMappingUUID: uuid }, value, unit });
}

/** Emits what one request to a function URL came to. Failures are counted where there is one; never as zero. */
export function emitUrlFigures(
  { statusCode, milliseconds }: { readonly statusCode: number; readonly milliseconds: number },
  { name, qualifier }: MetricSubject,
  at: Remarks,
): void {
  const figures: Figure[] = [
    ["UrlRequestCount", 1],
    ["UrlRequestLatency", milliseconds, "Milliseconds"],
  ];
  if (statusCode >= 500) figures.push(["Url5xxCount", 1]);
  else if (statusCode >= 400) figures.push(["Url4xxCount", 1]);
  const resource = qualifier === "" ? name : `${name}:${qualifier}`;
  for (const [metric, value, unit = "Count"] of figures) {
    for (const dimensions of [{ FunctionName: name }, { FunctionName: name, Resource: resource }]) {
      at.metric({ namespace: NAMESPACE, name: metric, dimensions, value, unit });
    }
  }
}

/** What AWS bills for one execution; since August 2025 the init phase too. */
export function meterExecution(record: FunctionRecord, billedMilliseconds: number, at: Remarks): void {
  const { applied, arn } = record;
  const suffix = applied.architecture === "arm64" ? "-ARM" : "";
  const seconds = billedMilliseconds / 1000;
  const meter = (usageType: string, quantity: number): void =>
    at.meter({ service: "AWSLambda", usageType: usageType + suffix, quantity, resource: arn });
  meter("Request", 1);
  meter("Lambda-GB-Second", (applied.memoryMegabytes / 1024) * seconds);
  const { ephemeralStorageMegabytes: storage } = applied;
  // What every function has is free.
  if (storage !== undefined) {
    meter("Lambda-Storage-GB-Second", ((storage - EPHEMERAL_STORAGE_MEGABYTES_DEFAULT) / 1024) * seconds);
  }
}
