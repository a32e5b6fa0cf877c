/** UpdateDeployment: only its description can change. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findDeployment } from "../api/find-api.ts";
import { shownDeployment } from "../deployment/deployment-record.ts";
import { deployments } from "../keyspaces.ts";

export const updateDeployment = operation.write(ApiGatewayV2.UpdateDeployment, {
  honours: ["ApiId", "DeploymentId", "Description"],
  on: (input, place) => apiArn(place, input.ApiId, `/deployments/${input.DeploymentId}`),
  run(input, at) {
    const before = findDeployment(at, input.ApiId, input.DeploymentId);
    const made = { ...before, ...(input.Description === undefined ? {} : { description: input.Description }) };
    deployments.put(at.tx, [input.ApiId, made.deploymentId], made);
    return shownDeployment(made);
  },
});
