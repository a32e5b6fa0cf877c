/** GetStages: all of an API's, or those that serve one deployment; never in pages. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findRestApi } from "../api/find-api.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { stages } from "../keyspaces.ts";
import { shownStage } from "../stage/stage-record.ts";

export const getStages = operation.read(ApiGateway.GetStages, {
  honours: ["deploymentId", "restApiId"],
  on: (input, place) => restApiArn(place, input.restApiId, "/stages"),
  run(input, at) {
    const { id } = findRestApi(at, input.restApiId);
    const { deploymentId } = input;
    const all = [...stages.range(at.tx, [id])].map(({ value }) => value);
    const wanted = all.filter((stage) => deploymentId === undefined || stage.deploymentId === deploymentId);
    return { item: wanted.map(shownStage) };
  },
});
