/** DeleteRouteSettings: the route has the stage's default settings again. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findStage } from "../api/find-api.ts";
import { routeSettingNotFound } from "../errors.ts";
import { stages } from "../keyspaces.ts";

export const deleteRouteSettings = operation.write(ApiGatewayV2.DeleteRouteSettings, {
  honours: ["ApiId", "RouteKey", "StageName"],
  on: (input, place) => apiArn(place, input.ApiId, `/stages/${input.StageName}`),
  run(input, at) {
    const stage = findStage(at, input.ApiId, input.StageName);
    const { [input.RouteKey]: removed, ...detailedMetricsByRoute } = stage.detailedMetricsByRoute;
    if (removed === undefined) throw routeSettingNotFound(input.RouteKey);
    stages.put(at.tx, [input.ApiId, stage.stageName], { ...stage, detailedMetricsByRoute, updatedAt: at.now });
    return {};
  },
});
