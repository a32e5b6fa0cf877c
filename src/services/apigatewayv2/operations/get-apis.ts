/** GetApis: the APIs of an account and region, by id. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn, shownApi } from "../api/api-record.ts";
import { pageOf } from "../api/page.ts";
import { apis } from "../keyspaces.ts";

export const getApis = operation.read(ApiGatewayV2.GetApis, {
  honours: ["MaxResults", "NextToken"],
  on: (_input, place) => apiArn(place, "*"),
  run(input, at) {
    const all = [...apis.range(at.tx, [at.account, at.region])].map(({ value }) => value);
    const { Items, ...rest } = pageOf(all, (api) => api.apiId, input);
    return { Items: Items.map((api) => shownApi(api, at)), ...rest };
  },
});
