/** TagResource: adds tags to an alarm or dashboard, and gives those that it has new values. */
import { operation } from "../../../platform/operation.ts";
import { CloudWatch } from "../../../schema/generated/cloudwatch.ts";
import { putTagsOfResource, tagsOfResource } from "../tagged-resource.ts";
import { addedTags } from "../tags.ts";

export const tagResource = operation.write(CloudWatch.TagResource, {
  honours: ["ResourceARN", "Tags"],
  on: (input) => input.ResourceARN,
  run({ ResourceARN: arn, Tags }, at) {
    putTagsOfResource(at, arn, addedTags(tagsOfResource(at, arn), Tags, at.caller.kind === "service"));
    return {};
  },
});
