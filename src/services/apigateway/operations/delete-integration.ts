/** DeleteIntegration. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findIntegration, findMethod, findResource } from "../api/find-api.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { apiResources } from "../keyspaces.ts";

export const deleteIntegration = operation.write(ApiGateway.DeleteIntegration, {
  honours: ["httpMethod", "resourceId", "restApiId"],
  on: (input, place) =>
    restApiArn(place, input.restApiId, `/resources/${input.resourceId}/methods/${input.httpMethod}`),
  run(input, at) {
    findIntegration(at, input);
    const resource = findResource(at, input.restApiId, input.resourceId);
    const { integration: _removed, ...method } = findMethod(at, input);
    const methods = { ...resource.methods, [input.httpMethod]: method };
    apiResources.put(at.tx, [input.restApiId, resource.id], { ...resource, methods });
    return {};
  },
});
