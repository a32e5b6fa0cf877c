/** Deliveries to HTTP(S) endpoints. @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html#http-header */
import type { AsyncScope } from "../../../platform/scope.ts";
import { HTTP_TIMEOUT_MILLISECONDS } from "../limits.ts";
import { shownEndpoint } from "../subscription/endpoint.ts";
import { type AttemptOutcome, DELIVERED } from "./attempt.ts";

export interface Post {
  readonly url: string;
  readonly type: "Notification" | "SubscriptionConfirmation" | "UnsubscribeConfirmation";
  readonly messageId: string;
  readonly topicArn: string;
  /** Left out of the headers of a subscription confirmation. */
  readonly subscriptionArn?: string | undefined;
  readonly raw?: boolean;
  readonly contentType: string;
  readonly body: string;
}

export async function postToEndpoint(at: AsyncScope, post: Post): Promise<AttemptOutcome> {
  const { url, body } = post;
  const headers = headersOf(post);
  const request = {
    url,
    method: "POST",
    headers,
    body: Buffer.from(body),
    timeoutMilliseconds: HTTP_TIMEOUT_MILLISECONDS,
  };
  const result = await at.ports.outbound.send(request, at.signal);
  switch (result.kind) {
    case "refused":
      return { kind: "refused", reason: result.reason };
    case "failed":
      return { kind: "unavailable", reason: result.reason };
    case "answered": {
      const { statusCode } = result;
      const answer = () => ({ statusCode, response: Buffer.from(result.body).toString() });
      // Measured: any other status ends the delivery, and counts as delivered.
      return statusCode >= 500 || statusCode === 429
        ? { kind: "unavailable", reason: `${shownEndpoint(url)} answered ${statusCode}.`, answer }
        : { ...DELIVERED, answer };
    }
  }
}

function headersOf(post: Post): Record<string, string> {
  return {
    "content-type": post.contentType,
    "user-agent": "Amazon Simple Notification Service Agent",
    "accept-encoding": "gzip,deflate",
    "x-amz-sns-message-type": post.type,
    "x-amz-sns-message-id": post.messageId,
    "x-amz-sns-topic-arn": post.topicArn,
    ...(post.subscriptionArn === undefined ? {} : { "x-amz-sns-subscription-arn": post.subscriptionArn }),
    ...(post.raw ? { "x-amz-sns-rawdelivery": "true" } : {}),
  };
}
