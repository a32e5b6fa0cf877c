/** The CloudFormation resource types of Lambda. */
import type { ResourceType } from "../../platform/resource-type.ts";
import { eventInvokeConfigResource } from "./resources/event-invoke-config-resource.ts";
import { eventSourceMappingResource } from "./resources/event-source-mapping-resource.ts";
import { functionResource } from "./resources/function-resource.ts";
import { permissionResource } from "./resources/permission-resource.ts";
import { urlResource } from "./resources/url-resource.ts";

export const resources: readonly ResourceType[] = [
  functionResource,
  permissionResource,
  eventSourceMappingResource,
  eventInvokeConfigResource,
  urlResource,
];
