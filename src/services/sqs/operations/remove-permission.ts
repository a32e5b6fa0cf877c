/** RemovePermission: a statement less in a queue's policy; without its last one the queue has no policy. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { putQueue, requireOwnQueue } from "../queue/find-queue.ts";
import { withoutPermission } from "../queue/policy.ts";
import { arnByUrl } from "../queue/queue-url.ts";
import { meterRequest } from "../usage.ts";

export const removePermission = operation.write(SQS.RemovePermission, {
  honours: ["QueueUrl", "Label"],
  on: arnByUrl,
  run(input, at) {
    const queue = requireOwnQueue(at, input.QueueUrl);
    const policy = withoutPermission(queue.settings.policy, input.Label);
    meterRequest(at, queue);
    putQueue(at, { ...queue, settings: { ...queue.settings, policy }, modifiedAt: at.now });
    return {};
  },
});
