/** CreateRoute: what a method and a path lead to. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { newId } from "../../../platform/proxy/api-id.ts";
import { apiArn } from "../api/api-record.ts";
import { findApi } from "../api/find-api.ts";
import { maker } from "../../../platform/proxy/maker.ts";
import { deployAutomatically } from "../deployment/deploy.ts";
import { limitExceeded } from "../errors.ts";
import { routes } from "../keyspaces.ts";
import { PART_ID_CHARACTERS, ROUTES_AN_API } from "../limits.ts";
import { changedRoute } from "../route/changed-route.ts";
import { ROUTE_MEMBERS, shownRoute } from "../route/route-record.ts";

export const createRoute = operation.write(ApiGatewayV2.CreateRoute, {
  honours: ROUTE_MEMBERS,
  on: (input, place) => apiArn(place, input.ApiId, "/routes"),
  run(input, at) {
    const { apiId } = findApi(at, input.ApiId);
    if ([...routes.keys(at.tx, [apiId])].length >= ROUTES_AN_API) {
      throw limitExceeded(`Maximum number of routes for this API has been reached: ${ROUTES_AN_API}`);
    }
    const routeId = newId(at.random, PART_ID_CHARACTERS);
    const made = changedRoute({ routeId, ...maker(at.caller) }, input, { apiId, at });
    routes.put(at.tx, [apiId, routeId], made);
    deployAutomatically(apiId, at);
    return shownRoute(made);
  },
});
