/** TagResource: adds tags to a topic, or changes them. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { tooManyTags } from "../errors.ts";
import { TAGS_MAX } from "../limits.ts";
import { meterRequest } from "../metrics.ts";
import { putTopic } from "../topic/find-topic.ts";
import { checkedTags, requireTaggedTopic } from "../topic/tags.ts";

export const tagResource = operation.write(SNS.TagResource, {
  honours: ["ResourceArn", "Tags"],
  on: (input) => input.ResourceArn,
  run(input, at) {
    const topic = requireTaggedTopic(at, input.ResourceArn);
    const tags = { ...topic.tags, ...checkedTags(input.Tags) };
    if (Object.keys(tags).length > TAGS_MAX) throw tooManyTags();
    putTopic(at, { ...topic, tags });
    meterRequest(at, topic);
    return {};
  },
});
