/** GetDeployments: in the order of their ids. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findApi } from "../api/find-api.ts";
import { pageOf } from "../api/page.ts";
import { shownDeployment } from "../deployment/deployment-record.ts";
import { deployments } from "../keyspaces.ts";

export const getDeployments = operation.read(ApiGatewayV2.GetDeployments, {
  honours: ["ApiId", "MaxResults", "NextToken"],
  on: (input, place) => apiArn(place, input.ApiId, "/deployments"),
  run(input, at) {
    const { apiId } = findApi(at, input.ApiId);
    const all = [...deployments.range(at.tx, [apiId])].map(({ value }) => value);
    const { Items, ...rest } = pageOf(all, (deployment) => deployment.deploymentId, input);
    return { Items: Items.map(shownDeployment), ...rest };
  },
});
