/** TagResource: adds tags, and gives those that are there a new value. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { noTags } from "../errors.ts";
import { replaceTags, tagsOfResource } from "../function/tagged-resource.ts";
import { checkTags } from "../function/tags.ts";

export const tagResource = operation.write(Lambda.TagResource, {
  honours: ["Resource", "Tags"],
  on: (input) => input.Resource,
  run(input, at) {
    if (Object.keys(input.Tags).length === 0) throw noTags();
    const before = tagsOfResource(input.Resource, at);
    checkTags(input.Tags, at.caller, before);
    replaceTags(input.Resource, { ...before, ...input.Tags }, at);
    return {};
  },
});
