/** GetTags. */
import { operation } from "../../../platform/operation.ts";
import { ApiGateway } from "../../../schema/generated/apigateway.ts";
import { tagsOf } from "../api/tags.ts";

export const getTags = operation.read(ApiGateway.GetTags, {
  honours: ["resourceArn"],
  on: (input) => input.resourceArn,
  run: (input, at) => ({ tags: tagsOf(input.resourceArn, at) }),
});
