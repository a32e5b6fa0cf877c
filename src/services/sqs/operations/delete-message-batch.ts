/** DeleteMessageBatch: up to ten deletions, each of which may fail alone. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { closeQueue } from "../contents/close-queue.ts";
import { openQueue } from "../contents/open-queue.ts";
import { deleteReceived } from "../contents/received.ts";
import { throttleOf } from "../contents/throttle.ts";
import { checkEnvelope, eachEntry, handleOf } from "../message/batch.ts";
import { requireQueue } from "../queue/find-queue.ts";
import { arnByUrl } from "../queue/queue-url.ts";
import { countMessages, meterRequest } from "../usage.ts";

export const deleteMessageBatch = operation.write(SQS.DeleteMessageBatch, {
  honours: ["QueueUrl", "Entries"],
  on: arnByUrl,
  run(input, at) {
    const queue = requireQueue(at, input.QueueUrl);
    checkEnvelope(input.Entries, "DeleteMessageBatchRequestEntry");
    throttleOf(at, queue)?.admitHandles(
      "delete",
      input.Entries.map((entry) => entry.ReceiptHandle),
    );
    const open = openQueue(at, queue);
    const outcome = eachEntry(input.Entries, (entry) => {
      deleteReceived(open, handleOf(entry));
      return { Id: entry.Id };
    });
    closeQueue(open);
    countMessages(at, queue, { NumberOfMessagesDeleted: outcome.Successful.length });
    meterRequest(at, queue, 0);
    return outcome;
  },
});
