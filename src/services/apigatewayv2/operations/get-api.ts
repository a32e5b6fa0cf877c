/** GetApi. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { apiArn, shownApi } from "../api/api-record.ts";
import { findApi } from "../api/find-api.ts";

export const getApi = operation.read(ApiGatewayV2.GetApi, {
  honours: ["ApiId"],
  on: (input, place) => apiArn(place, input.ApiId),
  run: (input, at) => shownApi(findApi(at, input.ApiId), at),
});
