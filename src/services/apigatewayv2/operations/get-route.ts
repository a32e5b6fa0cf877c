/** GetRoute. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findRoute } from "../api/find-api.ts";
import { shownRoute } from "../route/route-record.ts";

export const getRoute = operation.read(ApiGatewayV2.GetRoute, {
  honours: ["ApiId", "RouteId"],
  on: (input, place) => apiArn(place, input.ApiId, `/routes/${input.RouteId}`),
  run: (input, at) => shownRoute(findRoute(at, input.ApiId, input.RouteId)),
});
