/** ListTagsForResource: the tags of a topic. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { requireTaggedTopic } from "../topic/tags.ts";

export const listTagsForResource = operation.read(SNS.ListTagsForResource, {
  honours: ["ResourceArn"],
  on: (input) => input.ResourceArn,
  run(input, at) {
    const { tags } = requireTaggedTopic(at, input.ResourceArn);
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  },
});
