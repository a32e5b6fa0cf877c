/** What REST APIs store: key order and value of every kind of row. */
import { text } from "../../store/key.ts";
import { keyspace } from "../../store/keyspace.ts";
import { record } from "../../store/value-codec.ts";
import type { RestApiRecord } from "./api/rest-api-record.ts";
import type { DeploymentRecord } from "./deployment/deployment-record.ts";
import type { ResourceRecord } from "./resource/resource-record.ts";
import type { StageRecord } from "./stage/stage-record.ts";

/** APIs: account, region, API id. */
export const restApis = keyspace("apigateway/rest-apis", { key: [text, text, text], value: record<RestApiRecord>() });

/** Where an API is, for requests that name nothing but its id: API id. */
export const places = keyspace("apigateway/places", { key: [text], value: record<ApiPlace>() });

/** Resources with their methods: API id, resource id. */
export const apiResources = keyspace("apigateway/resources", { key: [text, text], value: record<ResourceRecord>() });

/** Stages: API id, stage name. */
export const stages = keyspace("apigateway/stages", { key: [text, text], value: record<StageRecord>() });

/** Deployments with what they deployed: API id, deployment id. */
export const deployments = keyspace("apigateway/deployments", {
  key: [text, text],
  value: record<DeploymentRecord>(),
});

export interface ApiPlace {
  readonly account: string;
  readonly region: string;
}
