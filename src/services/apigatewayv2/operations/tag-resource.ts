/** TagResource: adds tags, and gives those that are there a new value. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { replaceTags, tagsOf } from "../api/tags.ts";

export const tagResource = operation.write(ApiGatewayV2.TagResource, {
  honours: ["ResourceArn", "Tags"],
  on: (input) => input.ResourceArn,
  run(input, at) {
    replaceTags(input.ResourceArn, { ...tagsOf(input.ResourceArn, at), ...input.Tags }, at);
    return {};
  },
});
