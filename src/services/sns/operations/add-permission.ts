/** AddPermission: a statement more in a topic's policy. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterRequest } from "../metrics.ts";
import { putTopic, requireTopic } from "../topic/find-topic.ts";
import { defaultPolicy, withPermission } from "../topic/policy.ts";

export const addPermission = operation.write(SNS.AddPermission, {
  honours: ["TopicArn", "Label", "AWSAccountId", "ActionName"],
  on: (input) => input.TopicArn,
  run(input, at) {
    const topic = requireTopic(at, input.TopicArn);
    const policy = withPermission(topic.settings.policy ?? defaultPolicy(topic), topic, {
      label: input.Label,
      accounts: input.AWSAccountId,
      actions: input.ActionName,
    });
    const settings = { ...topic.settings, policy };
    putTopic(at, { ...topic, settings });
    meterRequest(at, topic);
    return {};
  },
});
