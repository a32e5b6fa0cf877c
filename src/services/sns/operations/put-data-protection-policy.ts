/** PutDataProtectionPolicy: gives a topic its data protection policy, or with an empty one takes it away. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterRequest } from "../metrics.ts";
import { checkedDataProtectionPolicy } from "../topic/data-protection-policy.ts";
import { putTopic, requireTopic } from "../topic/find-topic.ts";

export const putDataProtectionPolicy = operation.write(SNS.PutDataProtectionPolicy, {
  honours: ["ResourceArn", "DataProtectionPolicy"],
  on: (input) => input.ResourceArn,
  run(input, at) {
    const topic = requireTopic(at, input.ResourceArn, "ResourceArn");
    const dataProtectionPolicy = checkedDataProtectionPolicy(input.DataProtectionPolicy);
    putTopic(at, { ...topic, dataProtectionPolicy });
    meterRequest(at, topic);
    return {};
  },
});
