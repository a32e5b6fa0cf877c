/** GetDeployment. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findDeployment } from "../api/find-api.ts";
import { shownDeployment } from "../deployment/deployment-record.ts";

export const getDeployment = operation.read(ApiGatewayV2.GetDeployment, {
  honours: ["ApiId", "DeploymentId"],
  on: (input, place) => apiArn(place, input.ApiId, `/deployments/${input.DeploymentId}`),
  run: (input, at) => shownDeployment(findDeployment(at, input.ApiId, input.DeploymentId)),
});
