/** Sending one push notification: into the outbox, unless its endpoint is gone or disabled. */
import type { WriteScope } from "../../../platform/scope.ts";
import { type AttemptOutcome, DELIVERED } from "../delivery/attempt.ts";
import type { PublishedAttribute } from "../message/published-message.ts";
import { capture } from "../outbox/capture.ts";
import type { CapturedSend } from "../outbox/captured-send.ts";
import { type PlatformApplicationKey, platformEndpointArn, type StoredPlatformEndpoint } from "./platform-keys.ts";

export interface OutgoingPush extends Pick<
  CapturedSend,
  "body" | "messageId" | "topicArn" | "subscriptionArn" | "cause"
> {
  /** Undefined when it was deleted. */
  readonly endpoint: StoredPlatformEndpoint | undefined;
  readonly attributes: readonly PublishedAttribute[];
}

export function sendPush(at: WriteScope, { endpoint, attributes, ...push }: OutgoingPush): AttemptOutcome {
  if (endpoint === undefined) return { kind: "refused", reason: "The platform endpoint was deleted." };
  if (!endpoint.settings.enabled) return { kind: "refused", reason: "The platform endpoint is disabled." };
  const { platform, application, settings } = endpoint;
  const to = platformEndpointArn(endpoint);
  const details = { ...reserved(attributes), Platform: platform, Application: application, Token: settings.token };
  capture(at, { ...push, kind: "notification", protocol: "application", to, details });
  const resource = push.topicArn ?? to;
  at.meter({ service: "AmazonSNS", usageType: `DeliveryAttempts-${platform}`, quantity: 1, resource });
  return { ...DELIVERED, answer: () => ({ statusCode: 200, response: "{}", token: settings.token }) };
}

/** The dimensions under which AWS counts push notifications, each set by itself. */
export function pushDimensions({ platform, application }: PlatformApplicationKey): readonly Record<string, string>[] {
  return [{ Application: application }, { Application: application, Platform: platform }, { Platform: platform }];
}

/**
 * What message attributes tell a push notification service, such as how long to try.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html: the other ones do not reach devices.
 */
function reserved(attributes: readonly PublishedAttribute[]): Record<string, string> {
  const ours = attributes.filter(({ name }) => name.startsWith("AWS.SNS.MOBILE."));
  return Object.fromEntries(
    ours.map(({ name, value }) => [name, typeof value === "string" ? value : Buffer.from(value).toString("base64")]),
  );
}
