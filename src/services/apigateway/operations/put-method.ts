/** PutMethod: a method that a resource did not have. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findResource } from "../api/find-api.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { methodExists } from "../errors.ts";
import { apiResources } from "../keyspaces.ts";
import { newMethod, shownMethod } from "../method/method-record.ts";

export const putMethod = operation.write(ApiGateway.PutMethod, {
  honours: [
    "apiKeyRequired",
    "authorizationType",
    "httpMethod",
    "operationName",
    "requestParameters",
    "resourceId",
    "restApiId",
  ],
  on: (input, place) =>
    restApiArn(place, input.restApiId, `/resources/${input.resourceId}/methods/${input.httpMethod}`),
  run(input, at) {
    const resource = findResource(at, input.restApiId, input.resourceId);
    const made = newMethod(input);
    if (resource.methods[made.httpMethod] !== undefined) throw methodExists();
    const methods = { ...resource.methods, [made.httpMethod]: made };
    apiResources.put(at.tx, [input.restApiId, resource.id], { ...resource, methods });
    return shownMethod(made, resource.id);
  },
});
