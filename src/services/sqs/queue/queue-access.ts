/** Who may use a queue: what its policy decides about. */
import type { ResourceAccess } from "../../../platform/policies/resource-access.ts";
import { accessDenied } from "../errors.ts";
import { findQueueByArn } from "./find-queue.ts";

/** A batch takes the permission of its single action. */
const BATCHES: ReadonlyMap<string, string> = new Map([
  ["ChangeMessageVisibilityBatch", "ChangeMessageVisibility"],
  ["DeleteMessageBatch", "DeleteMessage"],
  ["SendMessageBatch", "SendMessage"],
]);

export const queueAccess: ResourceAccess = {
  guarded({ operation, resource }, at) {
    const queue = findQueueByArn(at, resource);
    if (queue === undefined) return undefined;
    // SQS names actions in small letters where it refuses.
    const action = `sqs:${(BATCHES.get(operation) ?? operation).toLowerCase()}`;
    return { arn: queue.arn, policy: queue.settings.policy, action };
  },
  refusal: accessDenied,
};
