/** PutDataProtectionPolicy: gives a topic its data protection policy, or with an empty one takes it away. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { topics } from "../keyspaces.ts";
import { meterRequest } from "../metrics.ts";
import { checkedDataProtectionPolicy } from "../topic/data-protection-policy.ts";
import { requireTopic } from "../topic/find-topic.ts";

export const putDataProtectionPolicy = operation.write(SNS.PutDataProtectionPolicy, {
  honours: ["ResourceArn", "DataProtectionPolicy"],
  on: (input) => input.ResourceArn,
  run(input, at) {
    const topic = requireTopic(at, input.ResourceArn, "ResourceArn");
    const dataProtectionPolicy = checkedDataProtectionPolicy(input.DataProtectionPolicy);
    topics.put(at.tx, [topic.account, topic.region, topic.name], { ...topic, dataProtectionPolicy });
    meterRequest(at, topic);
    return {};
  },
});
