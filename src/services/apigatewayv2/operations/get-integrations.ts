/** GetIntegrations: in the order of their ids. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findApi } from "../api/find-api.ts";
import { pageOf } from "../api/page.ts";
import { shownIntegration } from "../integration/integration-record.ts";
import { integrations } from "../keyspaces.ts";

export const getIntegrations = operation.read(ApiGatewayV2.GetIntegrations, {
  honours: ["ApiId", "MaxResults", "NextToken"],
  on: (input, place) => apiArn(place, input.ApiId, "/integrations"),
  run(input, at) {
    const { apiId } = findApi(at, input.ApiId);
    const all = [...integrations.range(at.tx, [apiId])].map(({ value }) => value);
    const { Items, ...rest } = pageOf(all, (integration) => integration.integrationId, input);
    return { Items: Items.map(shownIntegration), ...rest };
  },
});
