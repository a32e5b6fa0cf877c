/** UntagQueue: removes tags; one that the queue does not have is no error. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { putQueue, requireOwnQueue } from "../queue/find-queue.ts";
import { arnByUrl } from "../queue/queue-url.ts";
import { meterRequest } from "../usage.ts";

export const untagQueue = operation.write(SQS.UntagQueue, {
  honours: ["QueueUrl", "TagKeys"],
  on: arnByUrl,
  run(input, at) {
    const queue = requireOwnQueue(at, input.QueueUrl);
    const tags = Object.fromEntries(Object.entries(queue.tags).filter(([key]) => !input.TagKeys.includes(key)));
    meterRequest(at, queue);
    putQueue(at, { ...queue, tags });
    return {};
  },
});
