/** GetDataProtectionPolicy: the data protection policy of a topic. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterRequest } from "../metrics.ts";
import { requireTopic } from "../topic/find-topic.ts";

export const getDataProtectionPolicy = operation.read(SNS.GetDataProtectionPolicy, {
  honours: ["ResourceArn"],
  on: (input) => input.ResourceArn,
  run(input, at) {
    const topic = requireTopic(at, input.ResourceArn, "ResourceArn");
    meterRequest(at, topic);
    // Measured: empty when there is none.
    return { DataProtectionPolicy: topic.dataProtectionPolicy ?? "" };
  },
});
