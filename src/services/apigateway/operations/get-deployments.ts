/** GetDeployments: in the order of their ids. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findRestApi } from "../api/find-api.ts";
import { pageOf } from "../api/page.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { shownDeployment } from "../deployment/deployment-record.ts";
import { deployments } from "../keyspaces.ts";

export const getDeployments = operation.read(ApiGateway.GetDeployments, {
  honours: ["limit", "position", "restApiId"],
  on: (input, place) => restApiArn(place, input.restApiId, "/deployments"),
  run(input, at) {
    const { id } = findRestApi(at, input.restApiId);
    const all = [...deployments.range(at.tx, [id])].map(({ value }) => value);
    const { items, ...rest } = pageOf(all, (deployment) => deployment.id, input);
    return { items: items.map((each) => shownDeployment(each, false)), ...rest };
  },
});
