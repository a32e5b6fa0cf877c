/** RemovePermission: a statement less in a topic's policy. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterRequest } from "../metrics.ts";
import { putTopic, requireTopic } from "../topic/find-topic.ts";
import { defaultPolicy, withoutPermission } from "../topic/policy.ts";

export const removePermission = operation.write(SNS.RemovePermission, {
  honours: ["TopicArn", "Label"],
  on: (input) => input.TopicArn,
  run(input, at) {
    const topic = requireTopic(at, input.TopicArn);
    const policy = withoutPermission(topic.settings.policy ?? defaultPolicy(topic), input.Label);
    const settings = { ...topic.settings, policy };
    putTopic(at, { ...topic, settings });
    meterRequest(at, topic);
    return {};
  },
});
