/** GetMethod. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findMethod } from "../api/find-api.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { shownMethod } from "../method/method-record.ts";

export const getMethod = operation.read(ApiGateway.GetMethod, {
  honours: ["httpMethod", "resourceId", "restApiId"],
  on: (input, place) =>
    restApiArn(place, input.restApiId, `/resources/${input.resourceId}/methods/${input.httpMethod}`),
  run: (input, at) => shownMethod(findMethod(at, input), input.resourceId),
});
