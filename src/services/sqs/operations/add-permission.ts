/** AddPermission: a statement more in a queue's policy. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { putQueue, requireOwnQueue } from "../queue/find-queue.ts";
import { withPermission } from "../queue/policy.ts";
import { arnByUrl } from "../queue/queue-url.ts";
import { limitsOf } from "../settings.ts";
import { meterRequest } from "../usage.ts";

export const addPermission = operation.write(SQS.AddPermission, {
  honours: ["QueueUrl", "Label", "AWSAccountIds", "Actions"],
  on: arnByUrl,
  run(input, at) {
    const queue = requireOwnQueue(at, input.QueueUrl);
    const permission = { label: input.Label, accounts: input.AWSAccountIds, actions: input.Actions };
    const policy = withPermission(queue, permission, limitsOf(at));
    meterRequest(at, queue);
    putQueue(at, { ...queue, settings: { ...queue.settings, policy }, modifiedAt: at.now });
    return {};
  },
});
