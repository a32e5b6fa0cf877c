/** GetRestApi. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findRestApi } from "../api/find-api.ts";
import { restApiArn, shownRestApi } from "../api/rest-api-record.ts";

export const getRestApi = operation.read(ApiGateway.GetRestApi, {
  honours: ["restApiId"],
  on: (input, place) => restApiArn(place, input.restApiId),
  run: (input, at) => shownRestApi(findRestApi(at, input.restApiId)),
});
