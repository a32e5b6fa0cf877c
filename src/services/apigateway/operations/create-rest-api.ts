/** CreateRestApi: a REST API with its root resource. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { newApiId, newId } from "../../../platform/proxy/api-id.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { endpointTypesOf } from "../api/endpoint-types.ts";
import { maker } from "../../../platform/proxy/maker.ts";
import { restApiArn, type RestApiRecord, shownRestApi } from "../api/rest-api-record.ts";
import { checkTags } from "../api/tags.ts";
import { badRequest } from "../errors.ts";
import { apiResources, places, restApis } from "../keyspaces.ts";
import { ROOT_RESOURCE_ID_CHARACTERS } from "../limits.ts";

export const createRestApi = operation.write(ApiGateway.CreateRestApi, {
  honours: [
    "apiKeySource",
    "binaryMediaTypes",
    "description",
    "disableExecuteApiEndpoint",
    "endpointConfiguration",
    "name",
    "tags",
    "version",
  ],
  on: (_input, place) => restApiArn(place, "*"),
  run(input, at) {
    if (input.description === "") throw badRequest("Description cannot be an empty string");
    if (input.apiKeySource === "AUTHORIZER") throw notImplemented("apiKeySource AUTHORIZER");
    const endpointTypes = endpointTypesOf(input.endpointConfiguration ?? {});
    const tags = input.tags ?? {};
    checkTags(tags, at.caller);
    const { account, region } = at;
    const id = newApiId("rest", at.random);
    const rootResourceId = newId(at.random, ROOT_RESOURCE_ID_CHARACTERS);
    const api: RestApiRecord = {
      id,
      account,
      region,
      name: input.name,
      endpointTypes,
      binaryMediaTypes: input.binaryMediaTypes ?? [],
      disableExecuteApiEndpoint: input.disableExecuteApiEndpoint ?? false,
      rootResourceId,
      createdAt: at.now,
      tags,
      ...(input.description === undefined ? {} : { description: input.description }),
      ...(input.version === undefined ? {} : { version: input.version }),
      ...maker(at.caller),
    };
    restApis.put(at.tx, [account, region, id], api);
    places.put(at.tx, [id], { account, region });
    apiResources.put(at.tx, [id, rootResourceId], { id: rootResourceId, path: "/", methods: {} });
    return shownRestApi(api);
  },
});
