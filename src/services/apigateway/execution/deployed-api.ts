/** What a request finds: the API at its address, the stage that its path names, and the deployment that it serves. */
import { local } from "../../../platform/local.ts";
import { ReadyDeployments } from "../../../platform/proxy/ready-deployments.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import type { RestApiRecord } from "../api/rest-api-record.ts";
import type { DeploymentRecord } from "../deployment/deployment-record.ts";
import { deployments, places, restApis, stages } from "../keyspaces.ts";
import type { StageRecord } from "../stage/stage-record.ts";
import type { Arrival } from "./arrival.ts";

export interface Found {
  readonly api: RestApiRecord;
  /** Absent when no stage has the name. */
  readonly served?: { readonly stage: StageRecord; readonly deployment: DeploymentRecord };
}

/** Deployments never change in what they serve, so those that are asked for are kept ready. */
const ready = local("apigateway.deployments-ready", () => new ReadyDeployments<DeploymentRecord>());

export function findDeployed({ apiId, stageName }: Arrival, at: ReadScope): Found | undefined {
  const place = places.get(at.tx, [apiId]);
  const api = place && restApis.get(at.tx, [place.account, place.region, apiId]);
  if (api === undefined) return undefined;
  const stage = stages.get(at.tx, [apiId, stageName]);
  const deployment = stage && readyDeployment(apiId, stage.deploymentId, at);
  return stage === undefined || deployment === undefined ? { api } : { api, served: { stage, deployment } };
}

function readyDeployment(apiId: string, deploymentId: string, at: ReadScope): DeploymentRecord | undefined {
  return at.local(ready).find(apiId, deploymentId, () => deployments.get(at.tx, [apiId, deploymentId]));
}
