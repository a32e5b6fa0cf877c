/** The CloudFormation types of HTTP APIs. */
import type { ResourceType } from "../../platform/resource-type.ts";
import { apiResource } from "./resources/api-resource.ts";
import { deploymentResource } from "./resources/deployment-resource.ts";
import { integrationResource } from "./resources/integration-resource.ts";
import { routeResource } from "./resources/route-resource.ts";
import { stageResource } from "./resources/stage-resource.ts";

export const resources: readonly ResourceType[] = [
  apiResource,
  deploymentResource,
  integrationResource,
  routeResource,
  stageResource,
];
