/** UntagResource: takes tags off an alarm or dashboard; keys that it does not have are ignored. */
import { operation } from "../../../platform/operation.ts";
import { CloudWatch } from "../../../schema/generated/cloudwatch.ts";
import { putTagsOfResource, tagsOfResource } from "../tagged-resource.ts";

export const untagResource = operation.write(CloudWatch.UntagResource, {
  honours: ["ResourceARN", "TagKeys"],
  on: (input) => input.ResourceARN,
  run({ ResourceARN: arn, TagKeys }, at) {
    const kept = Object.entries(tagsOfResource(at, arn)).filter(([key]) => !TagKeys.includes(key));
    putTagsOfResource(at, arn, Object.fromEntries(kept));
    return {};
  },
});
