/** PublishBatch: up to ten messages, in their order, each of which can fail alone. */
import { operation } from "../../../platform/operation.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import {
  type BatchResultErrorEntry,
  type PublishBatchRequestEntry,
  type PublishBatchResultEntry,
  SNS,
} from "../../../schema/generated/sns.ts";
import {
  batchEntryCode,
  batchTooLong,
  emptyBatch,
  entryIdsNotDistinct,
  impermissibleEntryId,
  tooLongEntryId,
  tooManyEntries,
} from "../errors.ts";
import { BATCH_ENTRIES_MAX, BATCH_ENTRY_ID_CHARACTERS_MAX, MESSAGE_BYTES_DEFAULT_MAX } from "../limits.ts";
import { attributesBytes, checkedAttributes } from "../message/check-attributes.ts";
import { checkedMessage, checkWholeBatch } from "../message/check-message.ts";
import { publish } from "../message/publish.ts";
import { emit, meterRequest } from "../metrics.ts";
import { requireTopic } from "../topic/find-topic.ts";

export const publishBatch = operation.write(SNS.PublishBatch, {
  honours: ["TopicArn", "PublishBatchRequestEntries"],
  on: (input) => input.TopicArn,
  run(input, at) {
    const entries = input.PublishBatchRequestEntries;
    checkIds(entries);
    const topic = requireTopic(at, input.TopicArn);
    for (const entry of entries) checkWholeBatch(topic, entry);
    const sizeBytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (sizeBytes > (topic.settings.maximumMessageSizeBytes ?? MESSAGE_BYTES_DEFAULT_MAX)) throw batchTooLong();
    const Successful: PublishBatchResultEntry[] = [];
    const Failed: BatchResultErrorEntry[] = [];
    for (const entry of entries) {
      try {
        const checked = checkedMessage(topic, entry);
        Successful.push({ Id: entry.Id, ...publish(at, topic, checked) });
      } catch (error) {
        // An entry's own refusal is its result; checking comes before anything is written for it.
        if (!(error instanceof ServiceError)) throw error;
        Failed.push({ Id: entry.Id, Code: batchEntryCode(error), Message: error.message, SenderFault: true });
      }
    }
    emit(at, topic, { NumberOfMessagesPublished: Successful.length, PublishSize: sizeBytes });
    meterRequest(at, topic, sizeBytes);
    return { Failed, Successful };
  },
});

function checkIds(entries: readonly PublishBatchRequestEntry[]): void {
  if (entries.length === 0) throw emptyBatch();
  if (entries.length > BATCH_ENTRIES_MAX) throw tooManyEntries();
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) throw entryIdsNotDistinct();
  for (const { Id } of entries) {
    if (Id.length > BATCH_ENTRY_ID_CHARACTERS_MAX) throw tooLongEntryId(Id);
    if (!/^[A-Za-z0-9_-]+$/.test(Id)) throw impermissibleEntryId(Id);
  }
}

function sizeOf({ Message, MessageAttributes }: PublishBatchRequestEntry): number {
  return Buffer.byteLength(Message) + attributesBytes(checkedAttributes(MessageAttributes));
}
