/** GetRestApis: the APIs of an account and region, by id. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { pageOf } from "../api/page.ts";
import { restApiArn, shownRestApi } from "../api/rest-api-record.ts";
import { restApis } from "../keyspaces.ts";

export const getRestApis = operation.read(ApiGateway.GetRestApis, {
  honours: ["limit", "position"],
  on: (_input, place) => restApiArn(place, "*"),
  run(input, at) {
    const all = [...restApis.range(at.tx, [at.account, at.region])].map(({ value }) => value);
    const { items, ...rest } = pageOf(all, (api) => api.id, input);
    return { items: items.map(shownRestApi), ...rest };
  },
});
