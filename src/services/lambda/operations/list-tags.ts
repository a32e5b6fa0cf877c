/** ListTags: of a function or an event source mapping. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { tagsOfResource } from "../function/tagged-resource.ts";

export const listTags = operation.read(Lambda.ListTags, {
  honours: ["Resource"],
  on: (input) => input.Resource,
  run: (input, at) => ({ Tags: tagsOfResource(input.Resource, at) }),
});
