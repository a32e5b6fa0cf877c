/** UpdateRestApi: name, description, binary media types, and whether the default endpoint answers. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { findRestApi } from "../api/find-api.ts";
import { patched, type PatchRules } from "../api/patch.ts";
import { restApiArn, type RestApiRecord, shownRestApi } from "../api/rest-api-record.ts";
import { restApis } from "../keyspaces.ts";

export const updateRestApi = operation.write(ApiGateway.UpdateRestApi, {
  honours: ["patchOperations", "restApiId"],
  on: (input, place) => restApiArn(place, input.restApiId),
  run(input, at) {
    const before = findRestApi(at, input.restApiId);
    const api = patched(before, input.patchOperations ?? [], RULES);
    restApis.put(at.tx, [at.account, at.region, api.id], api);
    return shownRestApi(api);
  },
});

const RULES: PatchRules<RestApiRecord> = {
  name: { ops: ["replace"], apply: (api, { value }) => ({ ...api, name: value }) },
  description: {
    ops: ["replace", "remove"],
    apply: ({ description: _before, ...api }, { op, value }) =>
      op === "remove" ? api : { ...api, description: value },
  },
  binaryMediaTypes: {
    ops: ["add", "remove"],
    isNamed: true,
    apply(api, { op, parts: [, type = ""] }) {
      const others = api.binaryMediaTypes.filter((each) => each !== type);
      return { ...api, binaryMediaTypes: op === "add" ? [...others, type] : others };
    },
  },
  disableExecuteApiEndpoint: {
    ops: ["replace"],
    apply: (api, { value }) => ({ ...api, disableExecuteApiEndpoint: value.toLowerCase() === "true" }),
  },
};
