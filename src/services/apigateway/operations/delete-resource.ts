/** DeleteResource: removes it with everything below it. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findResource } from "../api/find-api.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { badRequest } from "../errors.ts";
import { apiResources } from "../keyspaces.ts";

export const deleteResource = operation.write(ApiGateway.DeleteResource, {
  honours: ["resourceId", "restApiId"],
  on: (input, place) => restApiArn(place, input.restApiId, `/resources/${input.resourceId}`),
  run(input, at) {
    const top = findResource(at, input.restApiId, input.resourceId);
    if (top.parentId === undefined) throw badRequest("Root resource cannot be deleted");
    for (const { key, value } of apiResources.range(at.tx, [input.restApiId])) {
      if (value.id === top.id || value.path.startsWith(`${top.path}/`)) apiResources.delete(at.tx, key);
    }
    return {};
  },
});
