/** SendMessage: one message into a queue. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { clearEnded } from "../contents/deduplication.ts";
import { closeQueue } from "../contents/close-queue.ts";
import { openQueue } from "../contents/open-queue.ts";
import { send } from "../contents/send.ts";
import { throttleOf } from "../contents/throttle.ts";
import { missingParameter } from "../errors.ts";
import { DEDUPLICATION_CLEARED_PER_SEND } from "../limits.ts";
import { checkFifoMembers, checkMessage } from "../message/outgoing-message.ts";
import { requireQueue } from "../queue/find-queue.ts";
import { arnByUrl } from "../queue/queue-url.ts";
import { countMessages, measureSentMessages, meterRequest } from "../usage.ts";

export const sendMessage = operation.write(SQS.SendMessage, {
  honours: [
    "QueueUrl",
    "MessageBody",
    "DelaySeconds",
    "MessageAttributes",
    "MessageSystemAttributes",
    "MessageDeduplicationId",
    "MessageGroupId",
  ],
  on: arnByUrl,
  run(input, at) {
    const queue = requireQueue(at, input.QueueUrl);
    throttleOf(at, queue)?.admit("send", [input.MessageGroupId]);
    checkFifoMembers(input, queue, () => missingParameter("MessageGroupId"));
    const outgoing = checkMessage(input, queue, "One or more parameters are invalid.");
    const open = openQueue(at, queue);
    if (queue.fifo) clearEnded(open, DEDUPLICATION_CLEARED_PER_SEND);
    const { sent, deduplicated } = send(open, outgoing);
    closeQueue(open);
    countMessages(at, queue, { NumberOfMessagesSent: 1 });
    if (queue.fifo) countMessages(at, queue, { NumberOfDeduplicatedSentMessages: deduplicated ? 1 : 0 });
    measureSentMessages(at, queue, [outgoing.measuredBytes]);
    meterRequest(at, queue, outgoing.sizeBytes);
    return sent;
  },
});
