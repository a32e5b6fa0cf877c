/** DeleteStage. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findStage } from "../api/find-api.ts";
import { stages } from "../keyspaces.ts";

export const deleteStage = operation.write(ApiGatewayV2.DeleteStage, {
  honours: ["ApiId", "StageName"],
  on: (input, place) => apiArn(place, input.ApiId, `/stages/${input.StageName}`),
  run(input, at) {
    const { stageName } = findStage(at, input.ApiId, input.StageName);
    stages.delete(at.tx, [input.ApiId, stageName]);
    return {};
  },
});
