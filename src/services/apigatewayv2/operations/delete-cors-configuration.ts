/** DeleteCorsConfiguration: the API answers no preflight requests any more. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findApi } from "../api/find-api.ts";
import { deployAutomatically } from "../deployment/deploy.ts";
import { apis } from "../keyspaces.ts";

export const deleteCorsConfiguration = operation.write(ApiGatewayV2.DeleteCorsConfiguration, {
  honours: ["ApiId"],
  on: (input, place) => apiArn(place, input.ApiId),
  run(input, at) {
    const { cors: _cors, ...api } = findApi(at, input.ApiId);
    apis.put(at.tx, [at.account, at.region, api.apiId], api);
    deployAutomatically(api.apiId, at);
    return {};
  },
});
