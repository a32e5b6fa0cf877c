/** ListTagsForResource: the tags of an alarm or dashboard. */
import { operation } from "../../../platform/operation.ts";
import { CloudWatch } from "../../../schema/generated/cloudwatch.ts";
import { tagsOfResource } from "../tagged-resource.ts";
import { listedTags } from "../tags.ts";

export const listTagsForResource = operation.read(CloudWatch.ListTagsForResource, {
  honours: ["ResourceARN"],
  on: (input) => input.ResourceARN,
  run: ({ ResourceARN }, at) => ({ Tags: listedTags(tagsOfResource(at, ResourceARN)) }),
});
