/** DeleteMessage: ends the life of a received message. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { closeQueue } from "../contents/close-queue.ts";
import { openQueue } from "../contents/open-queue.ts";
import { deleteReceived } from "../contents/received.ts";
import { throttleOf } from "../contents/throttle.ts";
import { requireQueue } from "../queue/find-queue.ts";
import { arnByUrl } from "../queue/queue-url.ts";
import { countMessages, meterRequest } from "../usage.ts";

export const deleteMessage = operation.write(SQS.DeleteMessage, {
  honours: ["QueueUrl", "ReceiptHandle"],
  on: arnByUrl,
  run(input, at) {
    const queue = requireQueue(at, input.QueueUrl);
    throttleOf(at, queue)?.admitHandles("delete", [input.ReceiptHandle]);
    const open = openQueue(at, queue);
    deleteReceived(open, input.ReceiptHandle);
    closeQueue(open);
    countMessages(at, queue, { NumberOfMessagesDeleted: 1 });
    meterRequest(at, queue, 0);
    return {};
  },
});
