/** GetTags. */
import { operation } from "../../../platform/operation.ts";
import { ApiGatewayV2 } from "../../../schema/generated/apigatewayv2.ts";
import { tagsOf } from "../api/tags.ts";

export const getTags = operation.read(ApiGatewayV2.GetTags, {
  honours: ["ResourceArn"],
  on: (input) => input.ResourceArn,
  run: (input, at) => ({ Tags: tagsOf(input.ResourceArn, at) }),
});
