/** Publishing to a phone number: one text message, without a topic. */
import type { WriteScope } from "../../../platform/scope.ts";
import type { PublishInput } from "../../../schema/generated/sns.ts";
import { invalidParameter, invalidParameterReason } from "../errors.ts";
import { SMS_CHARACTERS_MAX } from "../limits.ts";
import { isPhoneNumber } from "../sms/phone-number.ts";
import { sendSms } from "../sms/send-sms.ts";
import { smsOptions } from "../sms/sms-options.ts";
import { smsSettingsOf } from "../sms/sms-settings.ts";
import { checkedDirectMessage, publishDirectly } from "./direct-publication.ts";
import type { Publication } from "./publish.ts";

/** @throws ServiceError InvalidParameter, ParameterValueInvalid */
export function publishToPhone(at: WriteScope, phoneNumber: string, input: PublishInput): Publication {
  if (!isPhoneNumber(phoneNumber)) {
    throw invalidParameterReason("PhoneNumber", `${phoneNumber} is not valid to publish to`);
  }
  const checked = checkedDirectMessage(input);
  const body = checked.protocolMessages?.sms ?? checked.message;
  // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: the limit of one publish to a phone.
  if (body.length > SMS_CHARACTERS_MAX) throw invalidParameter("Message too long");
  const { attributes } = checked;
  const { refusal } = smsOptions(attributes, smsSettingsOf(at));
  if (refusal !== undefined) throw invalidParameterReason("MessageAttributes", refusal);
  return publishDirectly(at, {
    checked,
    resource: phoneNumber,
    dimensions: [{ PhoneNumber: phoneNumber }],
    send: (messageId, cause) => sendSms(at, { to: phoneNumber, body, attributes, messageId, cause }),
  });
}
