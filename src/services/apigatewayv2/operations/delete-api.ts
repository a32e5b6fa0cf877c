/** DeleteApi: removes the API with everything that belongs to it. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findApi } from "../api/find-api.ts";
import { apis, deployments, integrations, places, routes, stages } from "../keyspaces.ts";

export const deleteApi = operation.write(ApiGatewayV2.DeleteApi, {
  honours: ["ApiId"],
  on: (input, place) => apiArn(place, input.ApiId),
  run(input, at) {
    const { apiId } = findApi(at, input.ApiId);
    for (const parts of [integrations, routes, stages, deployments]) {
      for (const key of parts.keys(at.tx, [apiId])) parts.delete(at.tx, key);
    }
    places.delete(at.tx, [apiId]);
    apis.delete(at.tx, [at.account, at.region, apiId]);
    return {};
  },
});
