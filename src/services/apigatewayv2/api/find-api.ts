/** Finds an API and its parts for operations, or answers as AWS does that they are not there. */
import type { ReadScope } from "../../../platform/scope.ts";
import { apiNotFound, deploymentNotFound, integrationNotFound, routeNotFound, stageNotFound } from "../errors.ts";
import { apis, deployments, integrations, routes, stages } from "../keyspaces.ts";
import type { ApiRecord } from "./api-record.ts";
import type { DeploymentRecord } from "../deployment/deployment-record.ts";
import type { IntegrationRecord } from "../integration/integration-record.ts";
import type { RouteRecord } from "../route/route-record.ts";
import type { StageRecord } from "../stage/stage-record.ts";

/** @throws NotFoundException */
export function findApi(at: ReadScope, apiId: string): ApiRecord {
  const found = apis.get(at.tx, [at.account, at.region, apiId]);
  if (found === undefined) throw apiNotFound(at.account, apiId);
  return found;
}

/** @throws NotFoundException */
export function findIntegration(at: ReadScope, apiId: string, integrationId: string): IntegrationRecord {
  findApi(at, apiId);
  const found = integrations.get(at.tx, [apiId, integrationId]);
  if (found === undefined) throw integrationNotFound(integrationId);
  return found;
}

/** @throws NotFoundException */
export function findRoute(at: ReadScope, apiId: string, routeId: string): RouteRecord {
  findApi(at, apiId);
  const found = routes.get(at.tx, [apiId, routeId]);
  if (found === undefined) throw routeNotFound(routeId);
  return found;
}

/** @throws NotFoundException */
export function findStage(at: ReadScope, apiId: string, stageName: string): StageRecord {
  findApi(at, apiId);
  const found = stages.get(at.tx, [apiId, stageName]);
  if (found === undefined) throw stageNotFound();
  return found;
}

/** @throws NotFoundException */
export function findDeployment(at: ReadScope, apiId: string, deploymentId: string): DeploymentRecord {
  findApi(at, apiId);
  const found = deployments.get(at.tx, [apiId, deploymentId]);
  if (found === undefined) throw deploymentNotFound(deploymentId);
  return found;
}
