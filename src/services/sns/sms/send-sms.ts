/** Sending one text message: into the outbox, unless its phone or its attributes do not let it. */
import type { WriteScope } from "../../../platform/scope.ts";
import { type AttemptOutcome, DELIVERED } from "../delivery/attempt.ts";
import { SMS_CHARACTERS_MAX } from "../limits.ts";
import type { PublishedAttribute } from "../message/published-message.ts";
import { emitUnder } from "../metrics.ts";
import { capture } from "../outbox/capture.ts";
import type { CapturedSend } from "../outbox/captured-send.ts";
import { countryOf } from "./country.ts";
import { messageParts } from "./message-parts.ts";
import { isOptedOut } from "./opted-out.ts";
import { smsOptions, type SmsOptions } from "./sms-options.ts";
import { smsSettingsOf } from "./sms-settings.ts";

export interface OutgoingSms extends Pick<
  CapturedSend,
  "to" | "body" | "messageId" | "topicArn" | "subscriptionArn" | "cause"
> {
  readonly attributes: readonly PublishedAttribute[];
}

/** Sends a text message, and counts whether it could be sent. */
export function sendSms(at: WriteScope, { attributes, ...sms }: OutgoingSms): AttemptOutcome {
  const options = smsOptions(attributes, smsSettingsOf(at));
  const reason = obstacle(at, sms, options);
  const country = countryOf(sms.to);
  const dimensions = { ...(country === undefined ? {} : { Country: country }), SMSType: options.smsType };
  emitUnder(at, dimensions, { SMSSuccessRate: reason === undefined ? 1 : 0 });
  if (reason !== undefined) return { kind: "refused", reason };
  const parts = messageParts(sms.body);
  const details = { ...options.attributes, ...dimensions, Parts: String(parts) };
  capture(at, { ...sms, kind: "notification", protocol: "sms", from: options.senderId, details });
  const resource = sms.topicArn ?? sms.to;
  at.meter({ service: "AmazonSNS", usageType: "DeliveryAttempts-SMS", quantity: parts, resource });
  return DELIVERED;
}

/** Why a text message is not sent. */
function obstacle(
  at: WriteScope,
  { to, body }: Pick<OutgoingSms, "to" | "body">,
  { refusal }: SmsOptions,
): string | undefined {
  if (refusal !== undefined) return refusal;
  if (body.length > SMS_CHARACTERS_MAX) {
    return `The text has ${body.length} characters; a text message has ${SMS_CHARACTERS_MAX} at most.`;
  }
  return isOptedOut(at, to) ? "The owner of the phone has opted out of text messages." : undefined;
}
