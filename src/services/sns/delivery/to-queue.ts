/** Deliveries to SQS, the dead-letter ones included. */
import { type Arn, parseArn } from "../../../kernel/arn.ts";
import { invariant } from "../../../kernel/invariant.ts";
import { latest } from "../../../kernel/latest.ts";
import { uuid } from "../../../kernel/random.ts";
import type { CallOutcome } from "../../../platform/dispatch/call-outcome.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { type SendMessageResult, SQS } from "../../../schema/generated/sqs.ts";
import { RAW_QUEUE_ATTRIBUTES_MAX } from "../limits.ts";
import type { PublishedAttribute } from "../message/published-message.ts";
import { type AttemptOutcome, deliveredCall, failedCall } from "./attempt.ts";

/** The queue that a subscription names. */
export function queueOf(arn: string): Arn {
  const queue = parseArn(arn);
  invariant(queue !== undefined, "the ARN of a queue was checked when it was given");
  return queue;
}

/** What is sent to a queue. */
export interface QueueMessage {
  readonly queue: Arn;
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

/** How an attempt on a queue ended, which may be by a fault or a bug. */
export type QueueAttempt = AttemptOutcome | { readonly kind: "broken"; readonly error: unknown };

/** @throws whatever fault or bug the attempt met */
export async function sendToQueue(at: AsyncScope, message: QueueMessage): Promise<AttemptOutcome> {
  const [ended] = await sendToQueues(at, [message]);
  invariant(ended !== undefined, "one message has one outcome");
  if (ended.kind === "broken") throw ended.error;
  return ended;
}

/** Sends messages to as many queues, each of which takes its own or does not. */
export async function sendToQueues(
  at: AsyncScope,
  messages: readonly QueueMessage[],
): Promise<readonly QueueAttempt[]> {
  const refusals = messages.map(refusalOf);
  const calls = messages.filter((_, index) => refusals[index] === undefined).map((message) => callOf(at, message));
  const ended = await at.callEach(SQS.SendMessage, calls);
  const attempts = calls.map(({ as }, index) => attemptOf(ended[index], as.requestId)).values();
  return refusals.map((refusal) => refusal ?? nextOf(attempts));
}

function nextOf(attempts: Iterator<QueueAttempt, undefined>): QueueAttempt {
  const { value } = attempts.next();
  invariant(value !== undefined, "each message that was sent has an outcome");
  return value;
}

/** What needs no queue to be refused. */
function refusalOf({ attributes }: QueueMessage): AttemptOutcome | undefined {
  if (attributes.length <= RAW_QUEUE_ATTRIBUTES_MAX) return undefined;
  const reason = `A raw message has ${attributes.length} attributes; a queue takes ${RAW_QUEUE_ATTRIBUTES_MAX}.`;
  return { kind: "refused", reason };
}

function callOf(at: AsyncScope, message: QueueMessage) {
  const { queue } = message;
  const { body, attributes, groupId, deduplicationId, traceHeader } = message;
  return {
    // A member that is undefined is one that was not given.
    input: {
      QueueUrl: `${at.endpoint}/${queue.account}/${queue.resource}`,
      MessageBody: body,
      MessageAttributes: attributes.length === 0 ? undefined : queueAttributes(attributes),
      MessageSystemAttributes: traceHeader === undefined ? undefined : traceAttribute(traceHeader),
      MessageGroupId: groupId,
      MessageDeduplicationId: deduplicationId,
    },
    as: {
      principal: "sns.amazonaws.com",
      sourceArn: message.topicArn,
      account: queue.account,
      region: queue.region,
      cause: message.cause,
      // The message is in the queue's own rows; the delivery's row goes with the same commit or a later one.
      until: "applied",
      requestId: uuid(at.random),
    },
  } as const;
}

function attemptOf(ended: CallOutcome<SendMessageResult> | undefined, sqsRequestId: string): QueueAttempt {
  invariant(ended !== undefined, "each call has an outcome");
  const delivering = { model: SQS.model, ids: { sqsRequestId }, success: sentMembers };
  if ("output" in ended) return deliveredCall(delivering, ended.output);
  try {
    return failedCall(delivering, ended.error);
  } catch (error) {
    // Whoever sent has other messages to look after, and deals with this one by itself.
    return { kind: "broken", error };
  }
}

function sentMembers({ MessageId }: SendMessageResult) {
  return { statusCode: 200, members: { sqsMessageId: MessageId } };
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

/** The same object for all queues that a message goes to, so that it is checked once. */
const queueAttributes = latest((attributes: readonly PublishedAttribute[]) =>
  Object.fromEntries(
    attributes.map(({ name, dataType, value }) => [
      name,
      typeof value === "string"
        ? { DataType: dataType, StringValue: value }
        : { DataType: dataType, BinaryValue: value },
    ]),
  ),
);
