/** UntagResource. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { replaceTags, tagsOf } from "../api/tags.ts";

export const untagResource = operation.write(ApiGatewayV2.UntagResource, {
  honours: ["ResourceArn", "TagKeys"],
  on: (input) => input.ResourceArn,
  run(input, at) {
    const kept = Object.entries(tagsOf(input.ResourceArn, at)).filter(([key]) => !input.TagKeys.includes(key));
    replaceTags(input.ResourceArn, Object.fromEntries(kept), at);
    return {};
  },
});
