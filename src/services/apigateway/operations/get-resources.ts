/** GetResources: in the order of their ids. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findRestApi } from "../api/find-api.ts";
import { pageOf } from "../api/page.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { apiResources } from "../keyspaces.ts";
import { shownResource } from "../resource/resource-record.ts";

export const getResources = operation.read(ApiGateway.GetResources, {
  honours: ["embed", "limit", "position", "restApiId"],
  on: (input, place) => restApiArn(place, input.restApiId, "/resources"),
  run(input, at) {
    const { id } = findRestApi(at, input.restApiId);
    const all = [...apiResources.range(at.tx, [id])].map(({ value }) => value);
    const { items, ...rest } = pageOf(all, (resource) => resource.id, input);
    return { items: items.map((each) => shownResource(each, input.embed?.includes("methods") ?? false)), ...rest };
  },
});
