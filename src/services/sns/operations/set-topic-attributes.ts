/** SetTopicAttributes: changes one attribute of a topic. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { withArchive } from "../archive/archive.ts";
import { meterRequest } from "../metrics.ts";
import { failReplays } from "../replay/replay.ts";
import { changedSettings } from "../topic/attributes.ts";
import { subscriptionsOf } from "../subscription/find-subscription.ts";
import { putTopic, requireTopic } from "../topic/find-topic.ts";
import { checkLargeMessages } from "../topic/large-messages.ts";

export const setTopicAttributes = operation.write(SNS.SetTopicAttributes, {
  honours: ["TopicArn", "AttributeName", "AttributeValue"],
  on: (input) => input.TopicArn,
  run(input, at) {
    const topic = requireTopic(at, input.TopicArn);
    const { AttributeName: name, AttributeValue: value = "" } = input;
    const context = { fifo: topic.fifo, operation: "SetTopicAttributes" } as const;
    const settings = changedSettings(topic.settings, { name, value }, context);
    if (name === "MaximumMessageSize") checkLargeMessages(settings, subscriptionsOf(at, topic));
    const changed = withArchive(at, { ...topic, settings }, topic.settings.archivePolicy);
    if (topic.archive !== undefined && changed.archive === undefined) failReplays(at, topic);
    putTopic(at, changed);
    meterRequest(at, topic);
    return {};
  },
});
