/** ChangeMessageVisibility: keeps a received message hidden for longer, or gives it back. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { closeQueue } from "../contents/close-queue.ts";
import { openQueue } from "../contents/open-queue.ts";
import { changeReceivedVisibility } from "../contents/received.ts";
import { throttleOf } from "../contents/throttle.ts";
import { requireQueue } from "../queue/find-queue.ts";
import { arnByUrl } from "../queue/queue-url.ts";
import { meterRequest } from "../usage.ts";

export const changeMessageVisibility = operation.write(SQS.ChangeMessageVisibility, {
  honours: ["QueueUrl", "ReceiptHandle", "VisibilityTimeout"],
  on: arnByUrl,
  run(input, at) {
    const queue = requireQueue(at, input.QueueUrl);
    throttleOf(at, queue)?.admitHandles("change visibility", [input.ReceiptHandle]);
    const open = openQueue(at, queue);
    changeReceivedVisibility(open, input.ReceiptHandle, input.VisibilityTimeout);
    closeQueue(open);
    meterRequest(at, queue, 0);
    return {};
  },
});
