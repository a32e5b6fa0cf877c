/** A stage of an HTTP API: a name, the deployment that it serves, and its variables. */
import { notImplemented } from "../../../platform/service-error.ts";
import type { CreateStageRequest, RouteSettings, Stage } from "../../../schema/generated/apigatewayv2.ts";
import { badRequest, routeSettingNotFound } from "../errors.ts";

export const DEFAULT_STAGE_NAME = "$default";

export interface StageRecord {
  readonly stageName: string;
  readonly description?: string;
  readonly autoDeploy: boolean;
  readonly deploymentId?: string;
  readonly lastDeploymentStatusMessage?: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Whether requests are also counted by route: for all routes, and for those that have a setting of their own. */
  readonly detailedMetrics: boolean;
  readonly detailedMetricsByRoute: Readonly<Record<string, boolean>>;
  readonly isManaged?: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly tags: Readonly<Record<string, string>>;
  /** The resource of a stack that made it. */
  readonly madeBy?: string;
}

export type StageSettings = Partial<
  Pick<
    CreateStageRequest,
    "AutoDeploy" | "DefaultRouteSettings" | "DeploymentId" | "Description" | "RouteSettings" | "StageVariables"
  >
>;

export const STAGE_MEMBERS = [
  "ApiId",
  "AutoDeploy",
  "DefaultRouteSettings",
  "DeploymentId",
  "Description",
  "RouteSettings",
  "StageName",
  "StageVariables",
] as const;

const NAME = /^(?:\$default|[A-Za-z0-9_-]{1,128})$/;
const VARIABLE_NAME = /^[A-Za-z0-9_]+$/;
const VARIABLE_VALUE = /^[A-Za-z0-9\-._~:/?#&=,]*$/;

/** @throws BadRequestException */
export function checkStageName(name: string): void {
  if (!NAME.test(name)) {
    throw badRequest("Stage name only allows a-zA-Z0-9_- or $default, and at most 128 characters");
  }
}

/** The stage after a change of what it is set to; deploying is another matter. @throws BadRequestException; NotImplemented */
export function changedStage(before: StageRecord, given: StageSettings, routeKeys: ReadonlySet<string>): StageRecord {
  const variables = mergedVariables(before.variables, given.StageVariables ?? {});
  const byRoute = { ...before.detailedMetricsByRoute };
  for (const [routeKey, settings] of Object.entries(given.RouteSettings ?? {})) {
    if (!routeKeys.has(routeKey)) throw routeSettingNotFound(routeKey);
    byRoute[routeKey] = detailedMetricsOf(settings) ?? false;
  }
  const description = given.Description ?? before.description;
  return {
    ...before,
    autoDeploy: given.AutoDeploy ?? before.autoDeploy,
    variables,
    detailedMetrics: detailedMetricsOf(given.DefaultRouteSettings ?? {}) ?? before.detailedMetrics,
    detailedMetricsByRoute: byRoute,
    ...(description === undefined ? {} : { description }),
  };
}

/** The one setting that is acted upon. @throws NotImplemented for the others, by name */
function detailedMetricsOf(settings: RouteSettings): boolean | undefined {
  if (settings.DataTraceEnabled === true) throw badRequest("Execution logs are not supported on protocolType HTTP");
  if (settings.LoggingLevel !== undefined && settings.LoggingLevel !== "OFF") {
    throw badRequest("Execution logs are not supported on protocolType HTTP");
  }
  if (settings.ThrottlingBurstLimit !== undefined) throw notImplemented("ThrottlingBurstLimit of routes");
  if (settings.ThrottlingRateLimit !== undefined) throw notImplemented("ThrottlingRateLimit of routes");
  return settings.DetailedMetricsEnabled;
}

/** An empty value removes a variable, as on AWS. */
function mergedVariables(
  before: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(given)) {
    if (!VARIABLE_NAME.test(name)) {
      throw badRequest(`Stage variable name ${name} can only have alphanumerics and underscores`);
    }
    if (!VARIABLE_VALUE.test(value)) {
      throw badRequest("Stage variable values must match this regex: [A-Za-z0-9-._~:/?#&=,]+");
    }
  }
  return Object.fromEntries(Object.entries({ ...before, ...given }).filter(([, value]) => value !== ""));
}

export function shownStage(record: StageRecord): Stage {
  const { description, deploymentId, lastDeploymentStatusMessage: message } = record;
  return {
    ...(record.isManaged ? { ApiGatewayManaged: true } : {}),
    AutoDeploy: record.autoDeploy,
    CreatedDate: record.createdAt,
    DefaultRouteSettings: { DetailedMetricsEnabled: record.detailedMetrics },
    ...(deploymentId === undefined ? {} : { DeploymentId: deploymentId }),
    ...(description === undefined ? {} : { Description: description }),
    ...(message === undefined ? {} : { LastDeploymentStatusMessage: message }),
    LastUpdatedDate: record.updatedAt,
    RouteSettings: Object.fromEntries(
      Object.entries(record.detailedMetricsByRoute).map(([key, on]) => [key, { DetailedMetricsEnabled: on }]),
    ),
    StageName: record.stageName,
    StageVariables: record.variables,
    Tags: record.tags,
  };
}
