/** A deployment: what an API was at one moment. Stages serve deployments; changes show only once they are deployed. */
import type { Deployment } from "../../../schema/generated/apigatewayv2.ts";
import type { CorsRecord } from "../api/cors-configuration.ts";
import type { IntegrationRecord } from "../integration/integration-record.ts";

export interface DeployedRoute {
  readonly routeKey: string;
  readonly integration?: IntegrationRecord;
}

export interface DeploymentRecord {
  readonly deploymentId: string;
  readonly description?: string;
  readonly isAutomatic: boolean;
  readonly createdAt: number;
  readonly routes: readonly DeployedRoute[];
  readonly cors?: CorsRecord;
  /** The resource of a stack that made it. */
  readonly madeBy?: string;
}

export function shownDeployment(record: DeploymentRecord): Deployment {
  return {
    AutoDeployed: record.isAutomatic,
    CreatedDate: record.createdAt,
    DeploymentId: record.deploymentId,
    DeploymentStatus: "DEPLOYED",
    ...(record.description === undefined ? {} : { Description: record.description }),
  };
}
