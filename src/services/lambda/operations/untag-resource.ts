/** UntagResource: keys that are not there are no error. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { replaceTags, tagsOfResource } from "../function/tagged-resource.ts";

export const untagResource = operation.write(Lambda.UntagResource, {
  honours: ["Resource", "TagKeys"],
  on: (input) => input.Resource,
  run(input, at) {
    const gone = new Set(input.TagKeys);
    const left = Object.entries(tagsOfResource(input.Resource, at)).filter(([key]) => !gone.has(key));
    replaceTags(input.Resource, Object.fromEntries(left), at);
    return {};
  },
});
