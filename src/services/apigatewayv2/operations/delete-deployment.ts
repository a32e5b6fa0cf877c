/** DeleteDeployment: refused while a stage serves it. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findDeployment } from "../api/find-api.ts";
import { deploymentInUse } from "../errors.ts";
import { deployments, stages } from "../keyspaces.ts";

export const deleteDeployment = operation.write(ApiGatewayV2.DeleteDeployment, {
  honours: ["ApiId", "DeploymentId"],
  on: (input, place) => apiArn(place, input.ApiId, `/deployments/${input.DeploymentId}`),
  run(input, at) {
    const { deploymentId } = findDeployment(at, input.ApiId, input.DeploymentId);
    for (const { value } of stages.range(at.tx, [input.ApiId])) {
      if (value.deploymentId === deploymentId) throw deploymentInUse();
    }
    deployments.delete(at.tx, [input.ApiId, deploymentId]);
    return {};
  },
});
