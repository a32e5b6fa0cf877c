/** UpdateStage: changes what is given and leaves the rest. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findStage } from "../api/find-api.ts";
import { routeKeysOf, settledStage } from "../stage/settled-stage.ts";
import { changedStage, shownStage, STAGE_MEMBERS } from "../stage/stage-record.ts";

export const updateStage = operation.write(ApiGatewayV2.UpdateStage, {
  honours: STAGE_MEMBERS,
  on: (input, place) => apiArn(place, input.ApiId, `/stages/${input.StageName}`),
  run(input, at) {
    const { ApiId: apiId } = input;
    const before = findStage(at, apiId, input.StageName);
    const changed = { ...changedStage(before, input, routeKeysOf(apiId, at)), updatedAt: at.now };
    return shownStage(settledStage(changed, input.DeploymentId, { apiId, at }));
  },
});
