/** UpdateIntegration: changes what is given and leaves the rest. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findIntegration } from "../api/find-api.ts";
import { deployAutomatically } from "../deployment/deploy.ts";
import { changedIntegration, INTEGRATION_MEMBERS, shownIntegration } from "../integration/integration-record.ts";
import { integrations } from "../keyspaces.ts";

export const updateIntegration = operation.write(ApiGatewayV2.UpdateIntegration, {
  honours: ["IntegrationId", ...INTEGRATION_MEMBERS],
  on: (input, place) => apiArn(place, input.ApiId, `/integrations/${input.IntegrationId}`),
  run(input, at) {
    const made = changedIntegration(findIntegration(at, input.ApiId, input.IntegrationId), input);
    integrations.put(at.tx, [input.ApiId, made.integrationId], made);
    deployAutomatically(input.ApiId, at);
    return shownIntegration(made);
  },
});
