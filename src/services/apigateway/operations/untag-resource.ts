/** UntagResource. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { replaceTags, tagsOf } from "../api/tags.ts";

export const untagResource = operation.write(ApiGateway.UntagResource, {
  honours: ["resourceArn", "tagKeys"],
  on: (input) => input.resourceArn,
  run(input, at) {
    const kept = Object.entries(tagsOf(input.resourceArn, at)).filter(([key]) => !input.tagKeys.includes(key));
    replaceTags(input.resourceArn, Object.fromEntries(kept), at);
    return {};
  },
});
