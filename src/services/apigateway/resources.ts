/** The CloudFormation types of REST APIs. */
import type { ResourceType } from "../../platform/resource-type.ts";
import { deploymentResource } from "./resources/deployment-resource.ts";
import { methodResource } from "./resources/method-resource.ts";
import { pathResource } from "./resources/path-resource.ts";
import { restApiResource } from "./resources/rest-api-resource.ts";
import { stageResource } from "./resources/stage-resource.ts";

export const resources: readonly ResourceType[] = [
  deploymentResource,
  methodResource,
  pathResource,
  restApiResource,
  stageResource,
];
