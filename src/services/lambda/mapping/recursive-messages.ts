/**
 * Messages that a function would be given for the seventeenth time in one chain: they go to the dead-letter queue of their
 * queue where it has one, and are discarded where it has none.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
import { chainOf } from "../../../platform/lineage/chain.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { SQS, type Message, type SendMessageRequest } from "../../../schema/generated/sqs.ts";
import { isRecursive, stopRecursion } from "../invocation/recursion.ts";
import { functions } from "../keyspaces.ts";
import { asMapping, causeOf, deleteMessages } from "./deliver-batch.ts";
import type { MappingRecord } from "./mapping-record.ts";
import { queueUrlOf } from "./queue.ts";

/** Takes away what must not reach the function again; answers the others. */
export async function withoutRecursive(
  mapping: MappingRecord,
  messages: readonly Message[],
  at: AsyncScope,
): Promise<readonly Message[]> {
  const chainOfMessage = (message: Message): string => chainOf(causeOf(message) ?? "");
  // Most messages come from no function at all: they cost nothing here.
  if (messages.every((message) => chainOfMessage(message) === "")) return messages;
  const record = at.read((read) => functions.get(read.tx, [at.account, at.region, mapping.functionName]));
  if (record === undefined) return messages;
  const stopped = messages.filter((message) => isRecursive(record, chainOfMessage(message), at));
  if (stopped.length === 0) return messages;
  const target = await deadLetterQueue(mapping, at);
  for (const message of stopped) {
    const scope = at.within({ cause: causeOf(message) ?? "" });
    const subject = message.MessageId ?? "";
    const cause = stopRecursion({ record, qualifier: mapping.functionQualifier, subject }, scope);
    const isKept = target === undefined || (await moved(message, { target, mapping }, scope.within({ cause })));
    if (isKept) await deleteMessages(mapping, [message], scope.within({ cause }));
  }
  return messages.filter((message) => !stopped.includes(message));
}

/** The ARN of the queue's own dead-letter queue. */
async function deadLetterQueue(mapping: MappingRecord, at: AsyncScope): Promise<string | undefined> {
  const QueueUrl = queueUrlOf(mapping.queueArn, at);
  const AttributeNames = ["RedrivePolicy"] as const;
  const { Attributes } = await at.call(SQS.GetQueueAttributes, { QueueUrl, AttributeNames }, asMapping(mapping));
  const policy = Attributes?.RedrivePolicy;
  if (policy === undefined) return undefined;
  // SQS checked the policy when it was set.
  return (JSON.parse(policy) as { readonly deadLetterTargetArn?: string }).deadLetterTargetArn;
}

/** False when the dead-letter queue does not take it: then it stays where it is, and comes again. */
async function moved(
  message: Message,
  { target, mapping }: { readonly target: string; readonly mapping: MappingRecord },
  at: AsyncScope,
): Promise<boolean> {
  const { MessageGroupId, MessageDeduplicationId } = message.Attributes ?? {};
  const input: SendMessageRequest = {
    QueueUrl: queueUrlOf(target, at),
    MessageBody: message.Body ?? "",
    ...(message.MessageAttributes === undefined ? {} : { MessageAttributes: message.MessageAttributes }),
    ...(MessageGroupId === undefined ? {} : { MessageGroupId }),
    ...(MessageDeduplicationId === undefined ? {} : { MessageDeduplicationId }),
  };
  try {
    await at.call(SQS.SendMessage, input, asMapping(mapping));
    return true;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    at.log.warn("a message of a recursive loop could not be moved", { mapping: mapping.uuid, error });
    return false;
  }
}
