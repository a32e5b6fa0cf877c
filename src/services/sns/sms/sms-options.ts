/**
 * How a text message is sent: what its message attributes ask for, and the account's defaults.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html
 */
import type { PublishedAttribute } from "../message/published-message.ts";
import { isSenderId, isSmsType } from "./sms-settings.ts";
import type { SmsType, StoredSmsSettings } from "./stored-sms-settings.ts";

export interface SmsOptions {
  readonly senderId: string | undefined;
  readonly smsType: SmsType;
  /** The attributes that the carrier is told of, as they were given. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Why the message cannot be sent so; undefined when it can. */
  readonly refusal: string | undefined;
}

/** What `attributes` and the account's settings make of a text message. */
export function smsOptions(attributes: readonly PublishedAttribute[], settings: StoredSmsSettings): SmsOptions {
  const given = Object.fromEntries(
    attributes
      .filter(({ name }) => RESERVED.has(name))
      .map(({ name, value }) => [name, typeof value === "string" ? value : Buffer.from(value).toString("base64")]),
  );
  const type = given["AWS.SNS.SMS.SMSType"] ?? "";
  return {
    senderId: given["AWS.SNS.SMS.SenderID"] ?? settings.defaultSenderId,
    smsType: isSmsType(type) ? type : (settings.defaultSmsType ?? "Promotional"),
    attributes: given,
    refusal: refusalOf(given),
  };
}

function refusalOf(given: Readonly<Record<string, string>>): string | undefined {
  for (const [name, value] of Object.entries(given)) {
    const isValid = RESERVED.get(name);
    if (isValid?.(value) === false) return `The message attribute ${name} is not valid: ${value}`;
  }
  return undefined;
}

/** What AWS reserves for text messages, and what each may be. */
const RESERVED: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ["AWS.SNS.SMS.SenderID", isSenderId],
  ["AWS.SNS.SMS.SMSType", isSmsType],
  ["AWS.SNS.SMS.MaxPrice", (value) => /^\d{1,6}(?:\.\d{1,6})?$/.test(value)],
  // A number must be the account's own, and no account here has one.
  ["AWS.MM.SMS.OriginationNumber", () => false],
  ["AWS.MM.SMS.EntityId", (value) => value.length <= 50],
  ["AWS.MM.SMS.TemplateId", (value) => value.length <= 50],
]);
