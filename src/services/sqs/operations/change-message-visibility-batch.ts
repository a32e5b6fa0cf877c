/** ChangeMessageVisibilityBatch: up to ten changes of visibility, each of which may fail alone. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { closeQueue } from "../contents/close-queue.ts";
import { openQueue } from "../contents/open-queue.ts";
import { changeReceivedVisibility } from "../contents/received.ts";
import { throttleOf } from "../contents/throttle.ts";
import { missingParameter } from "../errors.ts";
import { checkEnvelope, eachEntry, handleOf } from "../message/batch.ts";
import { requireQueue } from "../queue/find-queue.ts";
import { arnByUrl } from "../queue/queue-url.ts";
import { meterRequest } from "../usage.ts";

const ENTRY_SHAPE = "ChangeMessageVisibilityBatchRequestEntry";

export const changeMessageVisibilityBatch = operation.write(SQS.ChangeMessageVisibilityBatch, {
  honours: ["QueueUrl", "Entries"],
  on: arnByUrl,
  run(input, at) {
    const queue = requireQueue(at, input.QueueUrl);
    checkEnvelope(input.Entries, ENTRY_SHAPE);
    throttleOf(at, queue)?.admitHandles(
      "change visibility",
      input.Entries.map((entry) => entry.ReceiptHandle),
    );
    const open = openQueue(at, queue);
    const outcome = eachEntry(input.Entries, (entry) => {
      const handle = handleOf(entry);
      if (entry.VisibilityTimeout === undefined) {
        throw missingParameter(`${ENTRY_SHAPE}.${input.Entries.indexOf(entry) + 1}.VisibilityTimeout`);
      }
      changeReceivedVisibility(open, handle, entry.VisibilityTimeout);
      return { Id: entry.Id };
    });
    closeQueue(open);
    meterRequest(at, queue, 0);
    return outcome;
  },
});
