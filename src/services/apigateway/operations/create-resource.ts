/** CreateResource: one more part of a path. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { newId } from "../../../platform/proxy/api-id.ts";
import { findResource } from "../api/find-api.ts";
import { maker } from "../../../platform/proxy/maker.ts";
import { restApiArn } from "../api/rest-api-record.ts";
import { limitExceeded } from "../errors.ts";
import { apiResources } from "../keyspaces.ts";
import { RESOURCE_ID_CHARACTERS, RESOURCES_AN_API } from "../limits.ts";
import { checkChild } from "../resource/check-child.ts";
import { type ResourceRecord, shownResource } from "../resource/resource-record.ts";

export const createResource = operation.write(ApiGateway.CreateResource, {
  honours: ["parentId", "pathPart", "restApiId"],
  on: (input, place) => restApiArn(place, input.restApiId, "/resources"),
  run(input, at) {
    const { restApiId, pathPart } = input;
    const parent = findResource(at, restApiId, input.parentId);
    checkChild(at, restApiId, { parent, pathPart });
    if ([...apiResources.keys(at.tx, [restApiId])].length >= RESOURCES_AN_API) {
      throw limitExceeded(`Maximum number of resources for this API has been reached: ${RESOURCES_AN_API}`);
    }
    const made: ResourceRecord = {
      id: newId(at.random, RESOURCE_ID_CHARACTERS),
      parentId: parent.id,
      pathPart,
      path: `${parent.path === "/" ? "" : parent.path}/${pathPart}`,
      methods: {},
      ...maker(at.caller),
    };
    apiResources.put(at.tx, [restApiId, made.id], made);
    return shownResource(made, false);
  },
});
