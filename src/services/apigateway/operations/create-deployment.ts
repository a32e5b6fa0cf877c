/** CreateDeployment: keeps what the API is now; a stage that is named serves it, and is made if it is not there. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { findRestApi } from "../api/find-api.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { deploy } from "../deployment/deploy.ts";
import { shownDeployment } from "../deployment/deployment-record.ts";
import { stages } from "../keyspaces.ts";
import { newStage } from "../stage/new-stage.ts";
import { checkVariables } from "../stage/stage-record.ts";

export const createDeployment = operation.write(ApiGateway.CreateDeployment, {
  honours: ["description", "restApiId", "stageDescription", "stageName", "variables"],
  on: (input, place) => restApiArn(place, input.restApiId, "/deployments"),
  run(input, at) {
    const api = findRestApi(at, input.restApiId);
    const made = deploy(api, input.description, at);
    if (input.stageName !== undefined) serve(input.stageName, { ...input, deploymentId: made.id }, at);
    return shownDeployment(made, true);
  },
});

interface Served {
  readonly restApiId: string;
  readonly deploymentId: string;
  readonly stageDescription?: string | undefined;
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

function serve(
  stageName: string,
  { restApiId, deploymentId, stageDescription, variables }: Served,
  at: WriteScope,
): void {
  const before = stages.get(at.tx, [restApiId, stageName]);
  const stage = before ?? newStage({ restApiId, stageName, deploymentId }, at);
  checkVariables(variables ?? {});
  stages.put(at.tx, [restApiId, stageName], {
    ...stage,
    deploymentId,
    updatedAt: at.now,
    ...(stageDescription === undefined ? {} : { description: stageDescription }),
    ...(variables === undefined ? {} : { variables }),
  });
}
