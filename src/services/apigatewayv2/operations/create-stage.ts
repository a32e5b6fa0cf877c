/** CreateStage: a name under which a deployment, or every change at once, is served. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findApi } from "../api/find-api.ts";
import { maker } from "../../../platform/proxy/maker.ts";
import { checkTags } from "../api/tags.ts";
import { limitExceeded, stageExists } from "../errors.ts";
import { stages } from "../keyspaces.ts";
import { STAGES_AN_API } from "../limits.ts";
import { routeKeysOf, settledStage } from "../stage/settled-stage.ts";
import { changedStage, checkStageName, shownStage, STAGE_MEMBERS, type StageRecord } from "../stage/stage-record.ts";

export const createStage = operation.write(ApiGatewayV2.CreateStage, {
  honours: ["Tags", ...STAGE_MEMBERS],
  on: (input, place) => apiArn(place, input.ApiId, "/stages"),
  run(input, at) {
    const { apiId } = findApi(at, input.ApiId);
    const { StageName: stageName } = input;
    checkStageName(stageName);
    if (stages.has(at.tx, [apiId, stageName])) throw stageExists();
    if ([...stages.keys(at.tx, [apiId])].length >= STAGES_AN_API) {
      throw limitExceeded(`Maximum number of stages for this API has been reached: ${STAGES_AN_API}`);
    }
    const tags = input.Tags ?? {};
    checkTags(tags, at.caller);
    const blank: StageRecord = {
      stageName,
      autoDeploy: false,
      variables: {},
      detailedMetrics: false,
      detailedMetricsByRoute: {},
      createdAt: at.now,
      updatedAt: at.now,
      tags,
      ...maker(at.caller),
    };
    const made = settledStage(changedStage(blank, input, routeKeysOf(apiId, at)), input.DeploymentId, { apiId, at });
    return shownStage(made);
  },
});
