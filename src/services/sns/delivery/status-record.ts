/**
 * What delivery status logging tells of an attempt, and whether it tells it.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-topic-attributes.html
 */
import { createHash } from "node:crypto";
import { fraction, uuid } from "../../../kernel/random.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { PROVIDER_RESPONSE_CHARACTERS_MAX } from "../limits.ts";
import { messageFor } from "../message/published-message.ts";
import { contentKey } from "../subscription/content-key.ts";
import { shownEndpoint } from "../subscription/endpoint.ts";
import type { Feedback, FeedbackProtocol } from "../topic/feedback.ts";
import { topicArn } from "../topic/topic.ts";
import type { AttemptOutcome } from "./attempt.ts";
import type { Delivery } from "./notification.ts";
import { writeStatus } from "./status-log.ts";

/** An attempt that has ended. */
export interface EndedAttempt {
  readonly outcome: AttemptOutcome;
  readonly startedAt: number;
  /** 1 for the first. */
  readonly attempt: number;
}

/** Whose attributes decide about a subscription's deliveries; those of other protocols are never logged. */
const PROTOCOLS: Readonly<Record<string, FeedbackProtocol>> = {
  http: "HTTP",
  https: "HTTP",
  firehose: "Firehose",
  lambda: "Lambda",
  application: "Application",
  sqs: "SQS",
};

/** Logs an attempt, if the topic asks for it; at once and beside the delivery, which it neither delays nor fails. */
export function tellStatus(at: AsyncScope, delivery: Delivery, ended: EndedAttempt): void {
  const { topic, subscription } = delivery;
  const protocol = PROTOCOLS[subscription.protocol];
  const feedback = protocol === undefined ? undefined : topic.settings.feedback?.[protocol];
  if (feedback === undefined || !isTold(at, feedback, ended.outcome)) return;
  const group = `sns/${topic.region}/${topic.account}/${topic.name}`;
  const logGroupName = ended.outcome.kind === "delivered" ? group : `${group}/Failure`;
  writeStatus(at, { topicArn: topicArn(topic), logGroupName, message: statusRecord(at, delivery, ended) });
}

/** Measured: without a sample rate every success is logged; failures always are. */
function isTold(at: AsyncScope, feedback: Feedback, outcome: AttemptOutcome): boolean {
  if (outcome.kind !== "delivered") return feedback.failureRoleArn !== undefined;
  const { successRoleArn, successSampleRate = 100 } = feedback;
  return successRoleArn !== undefined && (successSampleRate >= 100 || fraction(at.random) * 100 < successSampleRate);
}

function statusRecord(
  at: AsyncScope,
  { topic, subscription, message }: Delivery,
  { outcome, startedAt, attempt }: EndedAttempt,
): string {
  const text = messageFor(message, contentKey(subscription));
  const answer = outcome.answer?.();
  const response = answer?.response ?? (outcome.kind === "delivered" ? "" : outcome.reason);
  return JSON.stringify({
    notification: {
      messageMD5Sum: createHash("md5").update(text).digest("hex"),
      messageId: message.messageId,
      topicArn: topicArn(topic),
      timestamp: timestampOf(message.publishedAt),
    },
    delivery: {
      deliveryId: uuid(at.random),
      destination: shownEndpoint(subscription.endpoint),
      // Records of mobile push say more than the others.
      ...(PROTOCOLS[subscription.protocol] === "Application" ? { attempts: attempt, token: answer?.token } : {}),
      providerResponse: response.slice(0, PROVIDER_RESPONSE_CHARACTERS_MAX),
      dwellTimeMs: startedAt - message.publishedAt,
      // An endpoint that said nothing has none.
      statusCode: answer?.statusCode,
    },
    status: outcome.kind === "delivered" ? "SUCCESS" : "FAILURE",
  });
}

/** Recorded: a space for the T, no zone, and of the fraction as many digits as it needs, at least one. */
function timestampOf(milliseconds: number): string {
  return new Date(milliseconds)
    .toISOString()
    .replace("T", " ")
    .replace(/(\.\d)(\d*?)0*Z$/, "$1$2");
}
