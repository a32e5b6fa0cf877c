/** Deliveries to SQS, the dead-letter ones included. */
import { parseArn } from "../../../kernel/arn.ts";
import { invariant } from "../../../kernel/invariant.ts";
import { uuid } from "../../../kernel/random.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { RAW_QUEUE_ATTRIBUTES_MAX } from "../limits.ts";
import type { PublishedAttribute } from "../message/published-message.ts";
import { type AttemptOutcome, attemptCall } from "./attempt.ts";

/** What is sent to a queue. */
export interface QueueMessage {
  readonly queueArn: string;
  readonly topicArn: string;
  readonly body: string;
  /** SQS message attributes: those of a raw message. */
  readonly attributes: readonly PublishedAttribute[];
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  /** The X-Ray header of whoever published. */
  readonly traceHeader?: string | undefined;
  /** The lineage record of the message. */
  readonly cause: string;
}

export async function sendToQueue(at: AsyncScope, message: QueueMessage): Promise<AttemptOutcome> {
  const queue = parseArn(message.queueArn);
  invariant(queue !== undefined, "the ARN of a queue was checked when it was subscribed");
  const { attributes, groupId, deduplicationId, traceHeader } = message;
  if (attributes.length > RAW_QUEUE_ATTRIBUTES_MAX) {
    const reason = `A raw message has ${attributes.length} attributes; a queue takes ${RAW_QUEUE_ATTRIBUTES_MAX}.`;
    return { kind: "refused", reason };
  }
  const input = {
    QueueUrl: `${at.endpoint}/${queue.account}/${queue.resource}`,
    MessageBody: message.body,
    ...(attributes.length === 0 ? {} : { MessageAttributes: queueAttributes(attributes) }),
    ...(traceHeader === undefined ? {} : { MessageSystemAttributes: traceAttribute(traceHeader) }),
    ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
    ...(deduplicationId === undefined ? {} : { MessageDeduplicationId: deduplicationId }),
  };
  const as = {
    principal: "sns.amazonaws.com",
    sourceArn: message.topicArn,
    account: queue.account,
    region: queue.region,
    cause: message.cause,
    // The message is in the queue's own rows; the delivery's row goes with the same commit or a later one.
    until: "applied",
    requestId: uuid(at.random),
  } as const;
  return attemptCall({
    model: SQS.model,
    call: () => at.call(SQS.SendMessage, input, as),
    ids: { sqsRequestId: as.requestId },
    success: ({ MessageId }) => ({ statusCode: 200, members: { sqsMessageId: MessageId } }),
  });
}

/**
 * The ids that a message takes along: both to a FIFO queue; from a standard topic the group alone, which makes a
 * standard queue fair; from a FIFO topic to a standard queue neither.
 */
export function queueIds(
  queueArn: string,
  topicArn: string,
  message: { readonly groupId?: string | undefined; readonly deduplicationId?: string | undefined },
): Pick<QueueMessage, "groupId" | "deduplicationId"> {
  if (queueArn.endsWith(".fifo")) return { groupId: message.groupId, deduplicationId: message.deduplicationId };
  return { groupId: topicArn.endsWith(".fifo") ? undefined : message.groupId, deduplicationId: undefined };
}

function traceAttribute(StringValue: string) {
  return { AWSTraceHeader: { DataType: "String", StringValue } };
}

function queueAttributes(attributes: readonly PublishedAttribute[]) {
  return Object.fromEntries(
    attributes.map(({ name, dataType, value }) => [
      name,
      typeof value === "string"
        ? { DataType: dataType, StringValue: value }
        : { DataType: dataType, BinaryValue: value },
    ]),
  );
}
