/** Queues as mappings and destinations name them: by ARN, where SQS wants a URL. */
import { invariant } from "../../../kernel/invariant.ts";
import { parseArn } from "../../../kernel/arn.ts";
import type { AsyncScope } from "../../../platform/scope.ts";

/** The URL of a queue of this cloud. */
export function queueUrlOf(queueArn: string, at: Pick<AsyncScope, "ports">): string {
  const arn = parseArn(queueArn);
  invariant(arn?.service === "sqs", "a queue is named by an ARN of SQS");
  return `${at.ports.localEndpoint()}/${arn.account}/${arn.resource}`;
}

/** FIFO queues are told by their names. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queue-message-identifiers.html */
export function isFifo(queueArn: string): boolean {
  return queueArn.endsWith(".fifo");
}
