/** Bringing one event document to its destination. */
import { parseArn } from "../../../kernel/arn.ts";
import { invariant } from "../../../kernel/invariant.ts";
import type { EffectHandler } from "../../../platform/effects/effect-handler.ts";
import type { AsyncScope, CallAs } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { bucketArn } from "../bucket/bucket-arn.ts";
import {
  NOTIFICATION_ATTEMPTS,
  NOTIFICATION_FIRST_PAUSE_MILLISECONDS,
  NOTIFICATION_LONGEST_PAUSE_MILLISECONDS,
} from "../limits.ts";
import type { Destination } from "./notification-rule.ts";

/** The effect that delivers an event. */
export const DELIVER = "s3.deliver";

export interface DeliverPayload {
  readonly bucket: string;
  readonly key: string;
  readonly destination: Destination;
  readonly document: string;
  /** The lineage record of the notification. */
  readonly cause: string;
}

/** Tries while the destination throttles or is unavailable; what it refuses is dropped, as on AWS, and the story says so. */
export const deliverNotification: EffectHandler = async (payload: DeliverPayload, at, run) => {
  const { destination, bucket, key, cause } = payload;
  try {
    await send(at, destination, { bucket, document: payload.document, cause });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const reason = `${destination.arn} answered ${error.code}: ${error.message}`;
    const story = { kind: "s3.delivery", resource: destination.arn, reason, parent: cause, subject: key };
    if (!error.retryable || run.attempt >= NOTIFICATION_ATTEMPTS) {
      at.record({ ...story, outcome: "failed" });
      return undefined;
    }
    at.record({ ...story, outcome: "retried" });
    return { retryAt: at.clock.now() + pauseAfter(run.attempt) };
  }
  return undefined;
};

/** Gives a document to a destination as `s3.amazonaws.com`. @throws ServiceError the destination's own */
export async function send(
  at: AsyncScope,
  destination: Destination,
  message: { readonly bucket: string; readonly document: string; readonly cause: string },
): Promise<void> {
  const as = callAsBucket(destination, message);
  switch (destination.kind) {
    case "queue": {
      const QueueUrl = `${at.endpoint}/${as.account}/${parseArn(destination.arn)?.resource}`;
      await at.call(SQS.SendMessage, { QueueUrl, MessageBody: message.document }, as);
      return;
    }
    case "topic": {
      const publication = { TopicArn: destination.arn, Subject: "Amazon S3 Notification", Message: message.document };
      await at.call(SNS.Publish, publication, as);
      return;
    }
    case "function": {
      const Payload = Buffer.from(message.document);
      await at.call(Lambda.Invoke, { FunctionName: destination.arn, InvocationType: "Event", Payload }, as);
    }
  }
}

/** The caller that a bucket's notifications come from, where the destination is. */
export function callAsBucket(
  destination: Destination,
  act: { readonly bucket: string; readonly cause: string },
): Required<Omit<CallAs, "asRole" | "signal" | "requestId" | "until">> {
  const arn = parseArn(destination.arn);
  invariant(arn !== undefined, "the ARN of a destination was checked when it was configured");
  return {
    principal: "s3.amazonaws.com",
    sourceArn: bucketArn({ Bucket: act.bucket }),
    account: arn.account,
    region: arn.region,
    cause: act.cause,
  };
}

/** Doubles from try to try, up to a bound. */
function pauseAfter(attempt: number): number {
  return Math.min(NOTIFICATION_FIRST_PAUSE_MILLISECONDS * 2 ** (attempt - 1), NOTIFICATION_LONGEST_PAUSE_MILLISECONDS);
}
