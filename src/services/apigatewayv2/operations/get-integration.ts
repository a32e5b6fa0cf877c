/** GetIntegration. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findIntegration } from "../api/find-api.ts";
import { shownIntegration } from "../integration/integration-record.ts";

export const getIntegration = operation.read(ApiGatewayV2.GetIntegration, {
  honours: ["ApiId", "IntegrationId"],
  on: (input, place) => apiArn(place, input.ApiId, `/integrations/${input.IntegrationId}`),
  run: (input, at) => shownIntegration(findIntegration(at, input.ApiId, input.IntegrationId)),
});
