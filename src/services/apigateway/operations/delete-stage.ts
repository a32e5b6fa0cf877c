/** DeleteStage. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findStage } from "../api/find-api.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { stages } from "../keyspaces.ts";

export const deleteStage = operation.write(ApiGateway.DeleteStage, {
  honours: ["restApiId", "stageName"],
  on: (input, place) => restApiArn(place, input.restApiId, `/stages/${input.stageName}`),
  run(input, at) {
    const { stageName } = findStage(at, input.restApiId, input.stageName);
    stages.delete(at.tx, [input.restApiId, stageName]);
    return {};
  },
});
