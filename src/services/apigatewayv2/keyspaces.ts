/** What HTTP APIs store: key order and value of every kind of row. */
import { text } from "../../store/key.ts";
import { keyspace } from "../../store/keyspace.ts";
import { record } from "../../store/value-codec.ts";
import type { ApiRecord } from "./api/api-record.ts";
import type { DeploymentRecord } from "./deployment/deployment-record.ts";
import type { IntegrationRecord } from "./integration/integration-record.ts";
import type { RouteRecord } from "./route/route-record.ts";
import type { StageRecord } from "./stage/stage-record.ts";

/** APIs: account, region, API id. */
export const apis = keyspace("apigatewayv2/apis", { key: [text, text, text], value: record<ApiRecord>() });

/** Where an API is, for requests that name nothing but its id: API id. */
export const places = keyspace("apigatewayv2/places", { key: [text], value: record<ApiPlace>() });

/** Integrations: API id, integration id. */
export const integrations = keyspace("apigatewayv2/integrations", {
  key: [text, text],
  value: record<IntegrationRecord>(),
});

/** Routes: API id, route id. */
export const routes = keyspace("apigatewayv2/routes", { key: [text, text], value: record<RouteRecord>() });

/** Stages: API id, stage name. */
export const stages = keyspace("apigatewayv2/stages", { key: [text, text], value: record<StageRecord>() });

/** Deployments with what they deployed: API id, deployment id. */
export const deployments = keyspace("apigatewayv2/deployments", {
  key: [text, text],
  value: record<DeploymentRecord>(),
});

export interface ApiPlace {
  readonly account: string;
  readonly region: string;
}
