/** DeleteIntegration: refused while a route goes to it. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findIntegration } from "../api/find-api.ts";
import { integrationInUse } from "../errors.ts";
import { integrations, routes } from "../keyspaces.ts";

export const deleteIntegration = operation.write(ApiGatewayV2.DeleteIntegration, {
  honours: ["ApiId", "IntegrationId"],
  on: (input, place) => apiArn(place, input.ApiId, `/integrations/${input.IntegrationId}`),
  run(input, at) {
    const { integrationId } = findIntegration(at, input.ApiId, input.IntegrationId);
    for (const { value } of routes.range(at.tx, [input.ApiId])) {
      if (value.integrationId === integrationId) throw integrationInUse(integrationId, value.routeId);
    }
    integrations.delete(at.tx, [input.ApiId, integrationId]);
    return {};
  },
});
