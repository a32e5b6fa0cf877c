/** DeleteDeployment: refused while a stage serves it. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findDeployment } from "../api/find-api.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { deploymentInUse } from "../errors.ts";
import { deployments, stages } from "../keyspaces.ts";

export const deleteDeployment = operation.write(ApiGateway.DeleteDeployment, {
  honours: ["deploymentId", "restApiId"],
  on: (input, place) => restApiArn(place, input.restApiId, `/deployments/${input.deploymentId}`),
  run(input, at) {
    const { id } = findDeployment(at, input.restApiId, input.deploymentId);
    for (const { value } of stages.range(at.tx, [input.restApiId])) {
      if (value.deploymentId === id) throw deploymentInUse();
    }
    deployments.delete(at.tx, [input.restApiId, id]);
    return {};
  },
});
