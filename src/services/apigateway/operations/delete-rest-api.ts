/** DeleteRestApi: removes the API with everything that belongs to it. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findRestApi } from "../api/find-api.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { apiResources, deployments, places, restApis, stages } from "../keyspaces.ts";

export const deleteRestApi = operation.write(ApiGateway.DeleteRestApi, {
  honours: ["restApiId"],
  on: (input, place) => restApiArn(place, input.restApiId),
  run(input, at) {
    const { id } = findRestApi(at, input.restApiId);
    for (const parts of [apiResources, stages, deployments]) {
      for (const key of parts.keys(at.tx, [id])) parts.delete(at.tx, key);
    }
    places.delete(at.tx, [id]);
    restApis.delete(at.tx, [at.account, at.region, id]);
    return {};
  },
});
