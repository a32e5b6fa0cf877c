/** CreateDeployment: keeps what the API is now, and has a stage serve it where one is named. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findApi, findStage } from "../api/find-api.ts";
import { deploy, pointStage } from "../deployment/deploy.ts";
import { shownDeployment } from "../deployment/deployment-record.ts";
import { badRequest } from "../errors.ts";
import { stages } from "../keyspaces.ts";

export const createDeployment = operation.write(ApiGatewayV2.CreateDeployment, {
  honours: ["ApiId", "Description", "StageName"],
  on: (input, place) => apiArn(place, input.ApiId, "/deployments"),
  run(input, at) {
    const api = findApi(at, input.ApiId);
    const stage = input.StageName === undefined ? undefined : findStage(at, api.apiId, input.StageName);
    if (stage?.autoDeploy) throw badRequest("Deployment cannot be created for stages with autoDeploy enabled");
    const made = deploy(api, input.Description, at);
    if (stage !== undefined) stages.put(at.tx, [api.apiId, stage.stageName], pointStage(stage, made.deploymentId, at));
    return shownDeployment(made);
  },
});
