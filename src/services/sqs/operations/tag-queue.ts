/** TagQueue: adds tags to a queue, and gives those that it has new values. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { putQueue, requireOwnQueue } from "../queue/find-queue.ts";
import { arnByUrl } from "../queue/queue-url.ts";
import { checkTags } from "../queue/tags.ts";
import { limitsOf } from "../settings.ts";
import { meterRequest } from "../usage.ts";

export const tagQueue = operation.write(SQS.TagQueue, {
  honours: ["QueueUrl", "Tags"],
  on: arnByUrl,
  run(input, at) {
    const queue = requireOwnQueue(at, input.QueueUrl);
    const tags = { ...queue.tags, ...input.Tags };
    checkTags(tags, limitsOf(at));
    meterRequest(at, queue);
    putQueue(at, { ...queue, tags });
    return {};
  },
});
