/** ListQueueTags: a queue's tags. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { requireOwnQueue } from "../queue/find-queue.ts";
import { arnByUrl } from "../queue/queue-url.ts";
import { meterRequest } from "../usage.ts";

export const listQueueTags = operation.read(SQS.ListQueueTags, {
  honours: ["QueueUrl"],
  on: arnByUrl,
  run(input, at) {
    const queue = requireOwnQueue(at, input.QueueUrl);
    meterRequest(at, queue);
    return Object.keys(queue.tags).length === 0 ? {} : { Tags: queue.tags };
  },
});
