/** UpdateDeployment: only its description can change. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findDeployment } from "../api/find-api.ts";
import { patched, type PatchRules } from "../api/patch.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { type DeploymentRecord, shownDeployment } from "../deployment/deployment-record.ts";
import { deployments } from "../keyspaces.ts";

export const updateDeployment = operation.write(ApiGateway.UpdateDeployment, {
  honours: ["deploymentId", "patchOperations", "restApiId"],
  on: (input, place) => restApiArn(place, input.restApiId, `/deployments/${input.deploymentId}`),
  run(input, at) {
    const before = findDeployment(at, input.restApiId, input.deploymentId);
    const deployment = patched(before, input.patchOperations ?? [], RULES);
    deployments.put(at.tx, [input.restApiId, deployment.id], deployment);
    return shownDeployment(deployment, false);
  },
});

const RULES: PatchRules<DeploymentRecord> = {
  description: { ops: ["replace"], apply: (deployment, { value }) => ({ ...deployment, description: value }) },
};
