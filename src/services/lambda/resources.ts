/** The CloudFormation resource types of Lambda. */
import type { ResourceType } from "../../platform/resource-type.ts";
import { aliasResource } from "./resources/alias-resource.ts";
import { eventInvokeConfigResource } from "./resources/event-invoke-config-resource.ts";
import { eventSourceMappingResource } from "./resources/event-source-mapping-resource.ts";
import { functionResource } from "./resources/function-resource.ts";
import { layerVersionPermissionResource } from "./resources/layer-version-permission-resource.ts";
import { layerVersionResource } from "./resources/layer-version-resource.ts";
import { permissionResource } from "./resources/permission-resource.ts";
import { versionResource } from "./resources/version-resource.ts";
import { urlResource } from "./resources/url-resource.ts";

export const resources: readonly ResourceType[] = [
  functionResource,
  permissionResource,
  eventSourceMappingResource,
  eventInvokeConfigResource,
  versionResource,
  aliasResource,
  layerVersionResource,
  layerVersionPermissionResource,
  urlResource,
];
