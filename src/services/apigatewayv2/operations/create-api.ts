/** CreateApi: an HTTP API, with a route, an integration and a stage where a target is given. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { newApiId } from "../../../platform/proxy/api-id.ts";
import { apiArn, type ApiRecord, shownApi } from "../api/api-record.ts";
import { checkApiSettings } from "../api/api-settings.ts";
import { corsRecord } from "../api/cors-configuration.ts";
import { maker } from "../../../platform/proxy/maker.ts";
import { quickCreate } from "../api/quick-create.ts";
import { checkTags } from "../api/tags.ts";
import { badRequest } from "../errors.ts";
import { apis, places } from "../keyspaces.ts";

export const createApi = operation.write(ApiGatewayV2.CreateApi, {
  honours: [
    "ApiKeySelectionExpression",
    "CorsConfiguration",
    "Description",
    "DisableExecuteApiEndpoint",
    "IpAddressType",
    "Name",
    "ProtocolType",
    "RouteKey",
    "RouteSelectionExpression",
    "Tags",
    "Target",
    "Version",
  ],
  on: (_input, place) => apiArn(place, "*"),
  run(input, at) {
    if (input.ProtocolType !== "HTTP") throw notImplemented("WebSocket APIs (ProtocolType WEBSOCKET)");
    checkApiSettings(input);
    const tags = input.Tags ?? {};
    checkTags(tags, at.caller);
    const { account, region } = at;
    const apiId = newApiId("http", at.random);
    const api: ApiRecord = {
      apiId,
      account,
      region,
      name: input.Name,
      disableExecuteApiEndpoint: input.DisableExecuteApiEndpoint ?? false,
      createdAt: at.now,
      ...maker(at.caller),
      tags,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      ...(input.Version === undefined ? {} : { version: input.Version }),
      ...(input.CorsConfiguration === undefined ? {} : { cors: corsRecord(input.CorsConfiguration) }),
    };
    apis.put(at.tx, [account, region, apiId], api);
    places.put(at.tx, [apiId], { account, region });
    if (input.Target !== undefined) quickCreate(api, { target: input.Target, routeKey: input.RouteKey }, at);
    else if (input.RouteKey !== undefined) throw badRequest("A route key can only be given together with a target");
    return shownApi(api, at);
  },
});
