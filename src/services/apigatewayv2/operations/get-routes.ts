/** GetRoutes: in the order of their ids. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findApi } from "../api/find-api.ts";
import { pageOf } from "../api/page.ts";
import { shownRoute } from "../route/route-record.ts";
import { routes } from "../keyspaces.ts";

export const getRoutes = operation.read(ApiGatewayV2.GetRoutes, {
  honours: ["ApiId", "MaxResults", "NextToken"],
  on: (input, place) => apiArn(place, input.ApiId, "/routes"),
  run(input, at) {
    const { apiId } = findApi(at, input.ApiId);
    const all = [...routes.range(at.tx, [apiId])].map(({ value }) => value);
    const { Items, ...rest } = pageOf(all, (route) => route.routeId, input);
    return { Items: Items.map(shownRoute), ...rest };
  },
});
