/** PutIntegration: the function behind a method, in place of the one before. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findMethod, findResource } from "../api/find-api.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { apiResources } from "../keyspaces.ts";
import { newIntegration, shownIntegration } from "../method/method-record.ts";

export const putIntegration = operation.write(ApiGateway.PutIntegration, {
  honours: [
    "connectionType",
    "httpMethod",
    "integrationHttpMethod",
    "passthroughBehavior",
    "resourceId",
    "restApiId",
    "timeoutInMillis",
    "type",
    "uri",
  ],
  on: (input, place) =>
    restApiArn(place, input.restApiId, `/resources/${input.resourceId}/methods/${input.httpMethod}`),
  run(input, at) {
    const method = findMethod(at, input);
    const integration = newIntegration(input);
    const resource = findResource(at, input.restApiId, input.resourceId);
    const methods = { ...resource.methods, [input.httpMethod]: { ...method, integration } };
    apiResources.put(at.tx, [input.restApiId, resource.id], { ...resource, methods });
    return shownIntegration(integration, resource.id);
  },
});
