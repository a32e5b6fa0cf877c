/** What a request finds: the API at its address, the stage that its path selects, and what that stage serves. */
import { local } from "../../../platform/local.ts";
import { ReadyDeployments } from "../../../platform/proxy/ready-deployments.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import type { ApiRecord } from "../api/api-record.ts";
import type { CorsRecord } from "../api/cors-configuration.ts";
import type { DeployedRoute } from "../deployment/deployment-record.ts";
import { apis, deployments, places, stages } from "../keyspaces.ts";
import { type RouteTable, routeTable } from "../route/match-route.ts";
import { DEFAULT_STAGE_NAME, type StageRecord } from "../stage/stage-record.ts";
import type { Arrival } from "./arrival.ts";

export interface Deployed {
  readonly table: RouteTable<DeployedRoute>;
  readonly cors?: CorsRecord;
}

export interface Found {
  readonly api: ApiRecord;
  /** Absent when no stage takes the path. */
  readonly stage?: StageRecord;
  /** The path within the stage. */
  readonly path: string;
  /** Absent when nothing was deployed to the stage. */
  readonly deployed?: Deployed;
}

/** Deployments never change, so those that are served are kept ready. */
const ready = local("apigatewayv2.deployments-ready", () => new ReadyDeployments<Deployed>());

export function findDeployed(arrival: Arrival, at: ReadScope): Found | undefined {
  const { apiId } = arrival;
  const place = places.get(at.tx, [apiId]);
  const api = place && apis.get(at.tx, [place.account, place.region, apiId]);
  if (api === undefined) return undefined;
  const { stage, path } = selectStage(arrival, at);
  if (stage === undefined) return { api, path };
  const deployed = stage.deploymentId === undefined ? undefined : readyDeployment(apiId, stage.deploymentId, at);
  return { api, stage, path, ...(deployed === undefined ? {} : { deployed }) };
}

/** The first segment of the path, where it is the name of a stage; else `$default`. */
function selectStage(
  arrival: Arrival,
  at: ReadScope,
): { readonly stage: StageRecord | undefined; readonly path: string } {
  const { apiId, path } = arrival;
  const [, first = "", rest] = /^\/([^/]*)(\/.*)?$/s.exec(path) ?? [];
  const named =
    arrival.namedDefaultStage || first === DEFAULT_STAGE_NAME || first === ""
      ? undefined
      : stages.get(at.tx, [apiId, first]);
  if (named !== undefined) return { stage: named, path: rest ?? "/" };
  return { stage: stages.get(at.tx, [apiId, DEFAULT_STAGE_NAME]), path };
}

function readyDeployment(apiId: string, deploymentId: string, at: ReadScope): Deployed | undefined {
  return at.local(ready).find(apiId, deploymentId, () => {
    const record = deployments.get(at.tx, [apiId, deploymentId]);
    if (record === undefined) return undefined;
    return { table: routeTable(record.routes), ...(record.cors === undefined ? {} : { cors: record.cors }) };
  });
}
