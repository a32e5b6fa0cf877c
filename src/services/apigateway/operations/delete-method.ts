/** DeleteMethod. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findMethod, findResource } from "../api/find-api.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { apiResources } from "../keyspaces.ts";

export const deleteMethod = operation.write(ApiGateway.DeleteMethod, {
  honours: ["httpMethod", "resourceId", "restApiId"],
  on: (input, place) =>
    restApiArn(place, input.restApiId, `/resources/${input.resourceId}/methods/${input.httpMethod}`),
  run(input, at) {
    findMethod(at, input);
    const resource = findResource(at, input.restApiId, input.resourceId);
    const { [input.httpMethod]: _removed, ...methods } = resource.methods;
    apiResources.put(at.tx, [input.restApiId, resource.id], { ...resource, methods });
    return {};
  },
});
