/** TagResource: adds tags, and gives those that are there a new value. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { replaceTags, tagsOf } from "../api/tags.ts";

export const tagResource = operation.write(ApiGateway.TagResource, {
  honours: ["resourceArn", "tags"],
  on: (input) => input.resourceArn,
  run(input, at) {
    replaceTags(input.resourceArn, { ...tagsOf(input.resourceArn, at), ...input.tags }, at);
    return {};
  },
});
