/** A stage of a REST API: a name, the deployment that it serves, and its variables. */
import type { Stage } from "../../../schema/generated/apigateway.ts";
import { badRequest } from "../errors.ts";

export interface StageRecord {
  readonly stageName: string;
  readonly deploymentId: string;
  readonly description?: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly tags: Readonly<Record<string, string>>;
  /** The resource of a stack that made it. */
  readonly madeBy?: string;
}

const NAME = /^[A-Za-z0-9_-]{1,128}$/;
const VARIABLE_NAME = /^[A-Za-z0-9_]+$/;
const VARIABLE_VALUE = /^[A-Za-z0-9\-._~:/?#&=,]+$/;

/** @throws BadRequestException */
export function checkStageName(name: string): void {
  if (!NAME.test(name)) throw badRequest("Stage name only allows a-zA-Z0-9_-");
}

/** @throws BadRequestException */
export function checkVariables(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (!VARIABLE_NAME.test(name)) {
      throw badRequest("Stage variable names can only have alphanumerics and underscores");
    }
    if (!VARIABLE_VALUE.test(value)) {
      throw badRequest("Stage variable values must match this regex: [A-Za-z0-9-._~:/?#&=,]+");
    }
  }
}

export function shownStage(record: StageRecord): Stage {
  const { description, tags, variables } = record;
  return {
    deploymentId: record.deploymentId,
    stageName: record.stageName,
    ...(description === undefined ? {} : { description }),
    cacheClusterEnabled: false,
    cacheClusterStatus: "NOT_AVAILABLE",
    methodSettings: {},
    ...(Object.keys(variables).length === 0 ? {} : { variables }),
    tracingEnabled: false,
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
    createdDate: record.createdAt,
    lastUpdatedDate: record.updatedAt,
  };
}
