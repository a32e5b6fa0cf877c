/** GetStage. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findStage } from "../api/find-api.ts";
import { shownStage } from "../stage/stage-record.ts";

export const getStage = operation.read(ApiGatewayV2.GetStage, {
  honours: ["ApiId", "StageName"],
  on: (input, place) => apiArn(place, input.ApiId, `/stages/${input.StageName}`),
  run: (input, at) => shownStage(findStage(at, input.ApiId, input.StageName)),
});
