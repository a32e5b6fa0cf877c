/** Amazon API Gateway's HTTP APIs: the tables behind their one door. */
import { defineService } from "../../platform/service.ts";
import { ApiGatewayV2 } from "../../schema/generated/apigatewayv2.ts";
import { refuse } from "./errors.ts";
import { executeApi } from "./execution/execute-api.ts";
import { createApi } from "./operations/create-api.ts";
import { createDeployment } from "./operations/create-deployment.ts";
import { createIntegration } from "./operations/create-integration.ts";
import { createRoute } from "./operations/create-route.ts";
import { createStage } from "./operations/create-stage.ts";
import { deleteApi } from "./operations/delete-api.ts";
import { deleteCorsConfiguration } from "./operations/delete-cors-configuration.ts";
import { deleteDeployment } from "./operations/delete-deployment.ts";
import { deleteIntegration } from "./operations/delete-integration.ts";
import { deleteRoute } from "./operations/delete-route.ts";
import { deleteRouteSettings } from "./operations/delete-route-settings.ts";
import { deleteStage } from "./operations/delete-stage.ts";
import { getApi } from "./operations/get-api.ts";
import { getApis } from "./operations/get-apis.ts";
import { getDeployment } from "./operations/get-deployment.ts";
import { getDeployments } from "./operations/get-deployments.ts";
import { getIntegration } from "./operations/get-integration.ts";
import { getIntegrations } from "./operations/get-integrations.ts";
import { getRoute } from "./operations/get-route.ts";
import { getRoutes } from "./operations/get-routes.ts";
import { getStage } from "./operations/get-stage.ts";
import { getStages } from "./operations/get-stages.ts";
import { getTags } from "./operations/get-tags.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { untagResource } from "./operations/untag-resource.ts";
import { updateApi } from "./operations/update-api.ts";
import { updateDeployment } from "./operations/update-deployment.ts";
import { updateIntegration } from "./operations/update-integration.ts";
import { updateRoute } from "./operations/update-route.ts";
import { updateStage } from "./operations/update-stage.ts";
import { resources } from "./resources.ts";
import { unsupported } from "./unsupported.ts";

export const apigatewayv2 = defineService({
  model: ApiGatewayV2.model,
  operations: [
    createApi,
    createDeployment,
    createIntegration,
    createRoute,
    createStage,
    deleteApi,
    deleteCorsConfiguration,
    deleteDeployment,
    deleteIntegration,
    deleteRoute,
    deleteRouteSettings,
    deleteStage,
    getApi,
    getApis,
    getDeployment,
    getDeployments,
    getIntegration,
    getIntegrations,
    getRoute,
    getRoutes,
    getStage,
    getStages,
    getTags,
    tagResource,
    untagResource,
    updateApi,
    updateDeployment,
    updateIntegration,
    updateRoute,
    updateStage,
  ],
  unsupported,
  refuse,
  resources,
  routes: [executeApi],
});
