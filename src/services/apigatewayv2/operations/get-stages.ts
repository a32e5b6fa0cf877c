/** GetStages: in the order of their names. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn } from "../api/api-record.ts";
import { findApi } from "../api/find-api.ts";
import { pageOf } from "../api/page.ts";
import { shownStage } from "../stage/stage-record.ts";
import { stages } from "../keyspaces.ts";

export const getStages = operation.read(ApiGatewayV2.GetStages, {
  honours: ["ApiId", "MaxResults", "NextToken"],
  on: (input, place) => apiArn(place, input.ApiId, "/stages"),
  run(input, at) {
    const { apiId } = findApi(at, input.ApiId);
    const all = [...stages.range(at.tx, [apiId])].map(({ value }) => value);
    const { Items, ...rest } = pageOf(all, (stage) => stage.stageName, input);
    return { Items: Items.map(shownStage), ...rest };
  },
});
