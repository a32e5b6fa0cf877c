/** ListTagsForResource: the tags of a topic. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterRequest } from "../metrics.ts";
import { requireTaggedTopic } from "../topic/tags.ts";

export const listTagsForResource = operation.read(SNS.ListTagsForResource, {
  honours: ["ResourceArn"],
  on: (input) => input.ResourceArn,
  run(input, at) {
    const topic = requireTaggedTopic(at, input.ResourceArn);
    meterRequest(at, topic);
    return { Tags: Object.entries(topic.tags).map(([Key, Value]) => ({ Key, Value })) };
  },
});
