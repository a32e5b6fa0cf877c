/** What a ReceiveMessage asks for, after defaults and checks. */
import type { ReadScope } from "../../../platform/scope.ts";
import type { ReceiveMessageRequest } from "../../../schema/generated/sqs.ts";
import { invalidParameterValue } from "../errors.ts";
import { FIXED } from "../limits.ts";
import { isMessageToken } from "../message/characters.ts";
import { requireQueue } from "../queue/find-queue.ts";
import type { Queue } from "../queue/queue.ts";

export interface ReceivePlan {
  readonly queue: Queue;
  readonly maximumMessages: number;
  readonly visibilityTimeoutSeconds: number;
  readonly waitSeconds: number;
  /** Only FIFO queues know receives again. */
  readonly attemptId: string | undefined;
  /** The union of both members: the older one is deprecated, and still in use. */
  readonly systemAttributeNames: ReadonlySet<string>;
  readonly messageAttributeNames: readonly string[];
}

/** @throws ServiceError QueueDoesNotExist, InvalidParameterValue */
export function planReceive(at: ReadScope, input: ReceiveMessageRequest): ReceivePlan {
  const queue = requireQueue(at, input.QueueUrl);
  const { settings } = queue;
  const maximumMessages = input.MaxNumberOfMessages ?? 1;
  if (!within(maximumMessages, 1, FIXED.receivedMessages)) {
    const reason = "Must be between 1 and 10, if provided.";
    throw invalidParameterValue("MaxNumberOfMessages", maximumMessages, reason);
  }
  const waitSeconds = input.WaitTimeSeconds ?? settings.receiveMessageWaitTimeSeconds;
  if (!within(waitSeconds, 0, FIXED.waitSeconds)) {
    throw invalidParameterValue("WaitTimeSeconds", waitSeconds, "Must be >= 0 and <= 20, if provided.");
  }
  const visibilityTimeoutSeconds = input.VisibilityTimeout ?? settings.visibilityTimeoutSeconds;
  checkVisibilityTimeout(visibilityTimeoutSeconds);
  const attemptId = input.ReceiveRequestAttemptId;
  if (attemptId !== undefined) checkAttemptId(attemptId, queue);
  return {
    queue,
    maximumMessages,
    visibilityTimeoutSeconds,
    waitSeconds,
    attemptId,
    systemAttributeNames: new Set([...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])]),
    messageAttributeNames: input.MessageAttributeNames ?? [],
  };
}

/** @throws ServiceError InvalidParameterValue */
export function checkVisibilityTimeout(seconds: number): void {
  if (within(seconds, 0, FIXED.visibilityTimeoutSeconds)) return;
  const reason = "VisibilityTimeout must be an integer between 0 and 43200.";
  throw invalidParameterValue("VisibilityTimeout", seconds, reason);
}

function within(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function checkAttemptId(attemptId: string, queue: Queue): void {
  if (!queue.fifo) {
    const reason = "The request include parameter ReceiveRequestAttemptId which is not valid for this queue type";
    throw invalidParameterValue("ReceiveRequestAttemptId", attemptId, reason);
  }
  if (!isMessageToken(attemptId)) {
    const reason =
      "ReceiveRequestAttemptId can only include alphanumeric and punctuation characters. 1 to 128 in length.";
    throw invalidParameterValue("ReceiveRequestAttemptId", attemptId, reason);
  }
}
