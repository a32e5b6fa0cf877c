/** UntagResource: removes tags from a topic. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterRequest } from "../metrics.ts";
import { putTopic } from "../topic/find-topic.ts";
import { checkKeys, requireTaggedTopic } from "../topic/tags.ts";

export const untagResource = operation.write(SNS.UntagResource, {
  honours: ["ResourceArn", "TagKeys"],
  on: (input) => input.ResourceArn,
  run(input, at) {
    const topic = requireTaggedTopic(at, input.ResourceArn);
    checkKeys(input.TagKeys, at.caller);
    const tags = Object.fromEntries(Object.entries(topic.tags).filter(([key]) => !input.TagKeys.includes(key)));
    putTopic(at, { ...topic, tags });
    meterRequest(at, topic);
    return {};
  },
});
