/** GetIntegration. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findIntegration } from "../api/find-api.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { shownIntegration } from "../method/method-record.ts";

export const getIntegration = operation.read(ApiGateway.GetIntegration, {
  honours: ["httpMethod", "resourceId", "restApiId"],
  on: (input, place) =>
    restApiArn(place, input.restApiId, `/resources/${input.resourceId}/methods/${input.httpMethod}`),
  run: (input, at) => shownIntegration(findIntegration(at, input), input.resourceId),
});
