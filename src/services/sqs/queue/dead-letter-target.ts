/** Whether the dead-letter queue that a redrive policy names can be one: it exists, is of the same type, and agrees. */
import { parseArn } from "../../../kernel/arn.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { invalidParameterValue } from "../errors.ts";
import { findQueueByArn } from "./find-queue.ts";
import { queueArn, type RedrivePolicy } from "./queue.ts";
import { allowsRedriveFrom } from "./redrive-policy.ts";

/** The queue that the policy is set on, which need not exist yet. */
export interface RedriveSource {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly fifo: boolean;
}

/** @throws ServiceError InvalidParameterValue */
export function checkDeadLetterTarget(at: ReadScope, policy: RedrivePolicy, source: RedriveSource): void {
  const json = JSON.stringify(policy);
  const sourceArn = queueArn(source.account, source.region, source.name);
  // A queue may be its own dead-letter queue, also while it is being made.
  if (policy.deadLetterTargetArn === sourceArn) return;
  const parsed = parseArn(policy.deadLetterTargetArn);
  const near = parsed?.account === source.account && parsed.region === source.region;
  const target = near ? findQueueByArn(at, policy.deadLetterTargetArn) : undefined;
  if (target === undefined) throw invalidParameterValue("RedrivePolicy", json, "Dead letter target does not exist.");
  if (target.fifo !== source.fifo) {
    // Two full stops, as AWS has them.
    throw invalidParameterValue("RedrivePolicy", json, "Dead-letter queue must be same type of queue as the source..");
  }
  if (!allowsRedriveFrom(target.settings.redriveAllowPolicy, sourceArn)) {
    throw invalidParameterValue(
      "RedrivePolicy",
      json,
      "The dead-letter queue's redrive allow policy does not allow this source queue.",
    );
  }
}
