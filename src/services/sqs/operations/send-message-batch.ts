/** SendMessageBatch: up to ten messages into a queue, each of which may fail alone. */
import { operation } from "../../../platform/operation.ts";
import {
  type SendMessageBatchRequestEntry,
  type SendMessageBatchResultEntry,
  SQS,
} from "../../../schema/generated/sqs.ts";
import { clearEnded } from "../contents/deduplication.ts";
import { closeQueue } from "../contents/close-queue.ts";
import { openQueue } from "../contents/open-queue.ts";
import { send, type Sent } from "../contents/send.ts";
import { throttleOf } from "../contents/throttle.ts";
import { batchRequestTooLong, invalidParameter } from "../errors.ts";
import { DEDUPLICATION_CLEARED_PER_SEND } from "../limits.ts";
import { checkEnvelope, eachEntry } from "../message/batch.ts";
import { givenSizeBytes } from "../message/message-attributes.ts";
import { checkFifoMembers, checkMessage } from "../message/outgoing-message.ts";
import { requireQueue } from "../queue/find-queue.ts";
import type { Queue } from "../queue/queue.ts";
import { arnByUrl } from "../queue/queue-url.ts";
import { limitsOf } from "../settings.ts";
import { countMessages, measureSentMessages, meterRequest } from "../usage.ts";

const SIZE_SENTENCE = "One or more parameters cannot be validated.";

export const sendMessageBatch = operation.write(SQS.SendMessageBatch, {
  honours: ["QueueUrl", "Entries"],
  on: arnByUrl,
  run(input, at) {
    const queue = requireQueue(at, input.QueueUrl);
    const { Entries: entries } = input;
    checkEnvelope(entries, "SendMessageBatchRequestEntry");
    throttleOf(at, queue)?.admit(
      "send",
      entries.map((entry) => entry.MessageGroupId),
    );
    const sizeBytes = entries.reduce((sum, entry) => sum + givenSizeBytes(entry), 0);
    const { batchBytes } = limitsOf(at);
    if (sizeBytes > batchBytes) throw batchRequestTooLong(sizeBytes, batchBytes);
    checkFifoBatch(entries, queue);
    const open = openQueue(at, queue);
    if (queue.fifo) clearEnded(open, entries.length * DEDUPLICATION_CLEARED_PER_SEND);
    let deduplicated = 0;
    const sizesBytes: number[] = [];
    const outcome = eachEntry(entries, (entry) => {
      const outgoing = checkMessage(entry, queue, SIZE_SENTENCE);
      const result = send(open, outgoing);
      if (result.deduplicated) deduplicated++;
      sizesBytes.push(outgoing.measuredBytes);
      return withId(entry.Id, result.sent);
    });
    closeQueue(open);
    // Measured on AWS: a batch is one sample, 0 when every entry failed.
    countMessages(at, queue, { NumberOfMessagesSent: outcome.Successful.length });
    if (queue.fifo) countMessages(at, queue, { NumberOfDeduplicatedSentMessages: deduplicated });
    measureSentMessages(at, queue, sizesBytes);
    meterRequest(at, queue, sizeBytes);
    return outcome;
  },
});

/** Member by member: an object that is added to after a spread takes V8 ten times as long to make. */
function withId(Id: string, sent: Sent): SendMessageBatchResultEntry {
  const { MessageId, MD5OfMessageBody, MD5OfMessageAttributes, MD5OfMessageSystemAttributes, SequenceNumber } = sent;
  return { Id, MessageId, MD5OfMessageBody, MD5OfMessageAttributes, MD5OfMessageSystemAttributes, SequenceNumber };
}

/** What fails a batch to a FIFO queue as a whole: otherwise the messages behind a failed one would be out of order. */
function checkFifoBatch(entries: readonly SendMessageBatchRequestEntry[], queue: Queue): void {
  if (!queue.fifo) return;
  for (const entry of entries) {
    checkFifoMembers(entry, queue, invalidParameter);
    if (givenSizeBytes(entry) > queue.settings.maximumMessageSizeBytes) checkMessage(entry, queue, SIZE_SENTENCE);
  }
}
