/** GetStage. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findStage } from "../api/find-api.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { shownStage } from "../stage/stage-record.ts";

export const getStage = operation.read(ApiGateway.GetStage, {
  honours: ["restApiId", "stageName"],
  on: (input, place) => restApiArn(place, input.restApiId, `/stages/${input.stageName}`),
  run: (input, at) => shownStage(findStage(at, input.restApiId, input.stageName)),
});
