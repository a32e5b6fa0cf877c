/** UpdateApi: changes what is given and leaves the rest. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn, shownApi } from "../api/api-record.ts";
import { checkApiSettings } from "../api/api-settings.ts";
import { corsRecord } from "../api/cors-configuration.ts";
import { findApi } from "../api/find-api.ts";
import { deployAutomatically } from "../deployment/deploy.ts";
import { apis } from "../keyspaces.ts";

export const updateApi = operation.write(ApiGatewayV2.UpdateApi, {
  honours: [
    "ApiId",
    "ApiKeySelectionExpression",
    "CorsConfiguration",
    "Description",
    "DisableExecuteApiEndpoint",
    "IpAddressType",
    "Name",
    "RouteSelectionExpression",
    "Version",
  ],
  on: (input, place) => apiArn(place, input.ApiId),
  run(input, at) {
    checkApiSettings(input);
    const before = findApi(at, input.ApiId);
    const api = {
      ...before,
      name: input.Name ?? before.name,
      disableExecuteApiEndpoint: input.DisableExecuteApiEndpoint ?? before.disableExecuteApiEndpoint,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      ...(input.Version === undefined ? {} : { version: input.Version }),
      ...(input.CorsConfiguration === undefined ? {} : { cors: corsRecord(input.CorsConfiguration) }),
    };
    apis.put(at.tx, [at.account, at.region, api.apiId], api);
    deployAutomatically(api.apiId, at);
    return shownApi(api, at);
  },
});
