/** GetResource: with all that its methods are where the request asks for it. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findResource } from "../api/find-api.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { shownResource } from "../resource/resource-record.ts";

export const getResource = operation.read(ApiGateway.GetResource, {
  honours: ["embed", "resourceId", "restApiId"],
  on: (input, place) => restApiArn(place, input.restApiId, `/resources/${input.resourceId}`),
  run: (input, at) =>
    shownResource(findResource(at, input.restApiId, input.resourceId), input.embed?.includes("methods") ?? false),
});
