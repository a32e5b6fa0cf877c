/** DeleteMessageBatch: up to ten deletions, each of which may fail alone. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { refreshGroup } from "../contents/fifo-groups.ts";
import { closeQueue, openQueue } from "../contents/open-queue.ts";
import { removeReceived } from "../contents/received.ts";
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
    const left = new Set<string>();
    const outcome = eachEntry(input.Entries, (entry) => {
      const groupId = removeReceived(open, handleOf(entry));
      if (groupId !== undefined) left.add(groupId);
      return { Id: entry.Id };
    });
    for (const groupId of left) refreshGroup(open, groupId);
    closeQueue(open);
    countMessages(at, queue, { NumberOfMessagesDeleted: outcome.Successful.length });
    meterRequest(at, queue, 0);
    return outcome;
  },
});
