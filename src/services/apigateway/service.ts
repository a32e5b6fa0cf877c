/** Amazon API Gateway's REST APIs: the tables behind their one door. */
import { defineService } from "../../platform/service.ts";
import { ApiGateway } from "../../schema/generated/apigateway.ts";
import { refuse } from "./errors.ts";
import { executeApi } from "./execution/execute-api.ts";
import { createDeployment } from "./operations/create-deployment.ts";
import { createResource } from "./operations/create-resource.ts";
import { createRestApi } from "./operations/create-rest-api.ts";
import { createStage } from "./operations/create-stage.ts";
import { deleteDeployment } from "./operations/delete-deployment.ts";
import { deleteIntegration } from "./operations/delete-integration.ts";
import { deleteMethod } from "./operations/delete-method.ts";
import { deleteResource } from "./operations/delete-resource.ts";
import { deleteRestApi } from "./operations/delete-rest-api.ts";
import { deleteStage } from "./operations/delete-stage.ts";
import { getDeployment } from "./operations/get-deployment.ts";
import { getDeployments } from "./operations/get-deployments.ts";
import { getIntegration } from "./operations/get-integration.ts";
import { getMethod } from "./operations/get-method.ts";
import { getResource } from "./operations/get-resource.ts";
import { getResources } from "./operations/get-resources.ts";
import { getRestApi } from "./operations/get-rest-api.ts";
import { getRestApis } from "./operations/get-rest-apis.ts";
import { getStage } from "./operations/get-stage.ts";
import { getStages } from "./operations/get-stages.ts";
import { getTags } from "./operations/get-tags.ts";
import { putIntegration } from "./operations/put-integration.ts";
import { putMethod } from "./operations/put-method.ts";
import { tagResource } from "./operations/tag-resource.ts";
import { untagResource } from "./operations/untag-resource.ts";
import { updateDeployment } from "./operations/update-deployment.ts";
import { updateRestApi } from "./operations/update-rest-api.ts";
import { updateStage } from "./operations/update-stage.ts";
import { resources } from "./resources.ts";
import { unsupported } from "./unsupported.ts";

export const apigateway = defineService({
  model: ApiGateway.model,
  operations: [
    createDeployment,
    createResource,
    createRestApi,
    createStage,
    deleteDeployment,
    deleteIntegration,
    deleteMethod,
    deleteResource,
    deleteRestApi,
    deleteStage,
    getDeployment,
    getDeployments,
    getIntegration,
    getMethod,
    getResource,
    getResources,
    getRestApi,
    getRestApis,
    getStage,
    getStages,
    getTags,
    putIntegration,
    putMethod,
    tagResource,
    untagResource,
    updateDeployment,
    updateRestApi,
    updateStage,
  ],
  unsupported,
  refuse,
  resources,
  routes: [executeApi],
});
