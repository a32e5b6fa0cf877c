/** Publish: one message to a topic, a phone, or an app on a device. */
import { operation } from "../../../platform/operation.ts";
import { type PublishInput, SNS } from "../../../schema/generated/sns.ts";
import { invalidParameter } from "../errors.ts";
import { checkedMessage } from "../message/check-message.ts";
import { isDeviceArn, publishToDevice } from "../message/publish-to-device.ts";
import { publishToPhone } from "../message/publish-to-phone.ts";
import { publish } from "../message/publish.ts";
import { emit, meterRequest } from "../metrics.ts";
import { requireTopic } from "../topic/find-topic.ts";

export const publishMessage = operation.write(SNS.Publish, {
  honours: [
    "TopicArn",
    "TargetArn",
    "PhoneNumber",
    "Message",
    "Subject",
    "MessageStructure",
    "MessageAttributes",
    "MessageDeduplicationId",
    "MessageGroupId",
  ],
  on: (input) => input.TopicArn ?? input.TargetArn ?? "*",
  run(input, at) {
    if (input.PhoneNumber !== undefined) return publishToPhone(at, onlyTarget(input, input.PhoneNumber), input);
    const { arn, parameter } = targetOf(input);
    if (parameter === "TargetArn" && isDeviceArn(arn)) return publishToDevice(at, arn, input);
    const topic = requireTopic(at, arn, parameter);
    const checked = checkedMessage(topic, input);
    const publication = publish(at, topic, checked);
    emit(at, topic, { NumberOfMessagesPublished: 1, PublishSize: checked.sizeBytes });
    meterRequest(at, topic, checked.sizeBytes);
    return publication;
  },
});

/** @throws ServiceError InvalidParameter when there is another target beside the phone */
function onlyTarget({ TopicArn, TargetArn }: PublishInput, phoneNumber: string): string {
  if (TopicArn === undefined && TargetArn === undefined) return phoneNumber;
  throw invalidParameter("PhoneNumber Reason: it can not be used with TopicArn or TargetArn");
}

function targetOf({ TopicArn, TargetArn }: PublishInput): { readonly arn: string; readonly parameter: string } {
  if (TopicArn !== undefined && TargetArn !== undefined) {
    throw invalidParameter("TopicArn or TargetArn Reason: only one of them can be used");
  }
  if (TopicArn !== undefined) return { arn: TopicArn, parameter: "TopicArn" };
  if (TargetArn === undefined) throw invalidParameter("TopicArn or TargetArn Reason: no value for required parameter");
  return { arn: TargetArn, parameter: "TargetArn" };
}
