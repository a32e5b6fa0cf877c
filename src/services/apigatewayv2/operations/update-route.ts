/** UpdateRoute: changes what is given and leaves the rest. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findRoute } from "../api/find-api.ts";
import { deployAutomatically } from "../deployment/deploy.ts";
import { routes } from "../keyspaces.ts";
import { changedRoute } from "../route/changed-route.ts";
import { ROUTE_MEMBERS, shownRoute } from "../route/route-record.ts";

export const updateRoute = operation.write(ApiGatewayV2.UpdateRoute, {
  honours: ["RouteId", ...ROUTE_MEMBERS],
  on: (input, place) => apiArn(place, input.ApiId, `/routes/${input.RouteId}`),
  run(input, at) {
    const before = findRoute(at, input.ApiId, input.RouteId);
    const made = changedRoute(before, input, { apiId: input.ApiId, at });
    routes.put(at.tx, [input.ApiId, made.routeId], made);
    deployAutomatically(input.ApiId, at);
    return shownRoute(made);
  },
});
