/** A deployment: what a REST API was at one moment. Stages serve deployments, never the API that is being worked on. */
import type { Deployment } from "../../../schema/generated/apigateway.ts";
import type { DeployedResource } from "../resource/match-resource.ts";

export interface DeploymentRecord {
  readonly id: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly resources: readonly DeployedResource[];
  readonly binaryMediaTypes: readonly string[];
  /** The resource of a stack that made it. */
  readonly madeBy?: string;
}

/** `summary` is whether its methods are shown. */
export function shownDeployment(record: DeploymentRecord, summary: boolean): Deployment {
  const { id, description, createdAt } = record;
  return {
    id,
    ...(description === undefined ? {} : { description }),
    createdDate: createdAt,
    ...(summary ? { apiSummary: summaryOf(record) } : {}),
  };
}

function summaryOf({ resources }: DeploymentRecord): NonNullable<Deployment["apiSummary"]> {
  const entries = resources.map(({ path, methods }) => {
    const verbs = Object.keys(methods).map(
      (verb) => [verb, { authorizationType: "NONE", apiKeyRequired: false }] as const,
    );
    return [path, Object.fromEntries(verbs)] as const;
  });
  return Object.fromEntries(entries);
}
