/** TagResource: adds tags to a topic, or changes them. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterRequest } from "../metrics.ts";
import { putTopic } from "../topic/find-topic.ts";
import { addedTags, requireTaggedTopic } from "../topic/tags.ts";

export const tagResource = operation.write(SNS.TagResource, {
  honours: ["ResourceArn", "Tags"],
  on: (input) => input.ResourceArn,
  run(input, at) {
    const topic = requireTaggedTopic(at, input.ResourceArn);
    putTopic(at, { ...topic, tags: addedTags(topic.tags, input.Tags, at.caller) });
    meterRequest(at, topic);
    return {};
  },
});
