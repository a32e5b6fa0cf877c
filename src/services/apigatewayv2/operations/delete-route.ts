/** DeleteRoute. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findRoute } from "../api/find-api.ts";
import { deployAutomatically } from "../deployment/deploy.ts";
import { routes } from "../keyspaces.ts";

export const deleteRoute = operation.write(ApiGatewayV2.DeleteRoute, {
  honours: ["ApiId", "RouteId"],
  on: (input, place) => apiArn(place, input.ApiId, `/routes/${input.RouteId}`),
  run(input, at) {
    const { routeId } = findRoute(at, input.ApiId, input.RouteId);
    routes.delete(at.tx, [input.ApiId, routeId]);
    deployAutomatically(input.ApiId, at);
    return {};
  },
});
