/** Finds an API and its parts for operations, or answers as AWS does that they are not there. */
import type { ReadScope } from "../../../platform/scope.ts";
import type { DeploymentRecord } from "../deployment/deployment-record.ts";
import {
  apiNotFound,
  deploymentNotFound,
  integrationNotFound,
  methodNotFound,
  resourceNotFound,
  stageNotFound,
} from "../errors.ts";
import { apiResources, deployments, restApis, stages } from "../keyspaces.ts";
import type { IntegrationRecord, MethodRecord } from "../method/method-record.ts";
import type { ResourceRecord } from "../resource/resource-record.ts";
import type { StageRecord } from "../stage/stage-record.ts";
import type { RestApiRecord } from "./rest-api-record.ts";

/** @throws NotFoundException */
export function findRestApi(at: ReadScope, apiId: string): RestApiRecord {
  const found = restApis.get(at.tx, [at.account, at.region, apiId]);
  if (found === undefined) throw apiNotFound(at.account, apiId);
  return found;
}

/** @throws NotFoundException */
export function findResource(at: ReadScope, apiId: string, resourceId: string): ResourceRecord {
  findRestApi(at, apiId);
  const found = apiResources.get(at.tx, [apiId, resourceId]);
  if (found === undefined) throw resourceNotFound();
  return found;
}

export interface MethodAddress {
  readonly restApiId: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}

/** @throws NotFoundException */
export function findMethod(at: ReadScope, address: MethodAddress): MethodRecord {
  const found = findResource(at, address.restApiId, address.resourceId).methods[address.httpMethod];
  if (found === undefined) throw methodNotFound();
  return found;
}

/** @throws NotFoundException */
export function findIntegration(at: ReadScope, address: MethodAddress): IntegrationRecord {
  const found = findMethod(at, address).integration;
  if (found === undefined) throw integrationNotFound();
  return found;
}

/** @throws NotFoundException */
export function findStage(at: ReadScope, apiId: string, stageName: string): StageRecord {
  findRestApi(at, apiId);
  const found = stages.get(at.tx, [apiId, stageName]);
  if (found === undefined) throw stageNotFound();
  return found;
}

/** @throws NotFoundException */
export function findDeployment(at: ReadScope, apiId: string, deploymentId: string): DeploymentRecord {
  findRestApi(at, apiId);
  const found = deployments.get(at.tx, [apiId, deploymentId]);
  if (found === undefined) throw deploymentNotFound();
  return found;
}
