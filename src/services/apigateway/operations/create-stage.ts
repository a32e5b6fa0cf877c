/** CreateStage: a name under which a deployment is served. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findDeployment } from "../api/find-api.ts";
import { maker } from "../../../platform/proxy/maker.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { checkTags } from "../api/tags.ts";
import { stageExists } from "../errors.ts";
import { stages } from "../keyspaces.ts";
import { newStage } from "../stage/new-stage.ts";
import { checkVariables, shownStage } from "../stage/stage-record.ts";

export const createStage = operation.write(ApiGateway.CreateStage, {
  honours: ["deploymentId", "description", "restApiId", "stageName", "tags", "variables"],
  on: (input, place) => restApiArn(place, input.restApiId, "/stages"),
  run(input, at) {
    const { restApiId, stageName, description, variables = {}, tags = {} } = input;
    findDeployment(at, restApiId, input.deploymentId);
    if (stages.has(at.tx, [restApiId, stageName])) throw stageExists();
    checkVariables(variables);
    checkTags(tags, at.caller);
    const blank = newStage({ restApiId, stageName, deploymentId: input.deploymentId }, at);
    const made = {
      ...blank,
      variables,
      tags,
      ...maker(at.caller),
      ...(description === undefined ? {} : { description }),
    };
    stages.put(at.tx, [restApiId, stageName], made);
    return shownStage(made);
  },
});
