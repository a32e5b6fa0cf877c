/** CreateSMSSandboxPhoneNumber: adds a destination phone, and sends it a one-time password. */
import { operation } from "../../../platform/operation.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterPlainRequest } from "../metrics.ts";
import { checkedPhoneNumber } from "../sms/opted-out.ts";
import { sendOneTimePassword } from "../sms/sandbox-numbers.ts";

export const createSmsSandboxPhoneNumber = operation.write(SNS.CreateSMSSandboxPhoneNumber, {
  honours: ["PhoneNumber", "LanguageCode"],
  on: () => "*",
  run(input, at) {
    const phoneNumber = checkedPhoneNumber(input.PhoneNumber);
    const language = input.LanguageCode ?? "en-US";
    if (!language.startsWith("en-")) throw notImplemented(`one-time passwords in the language ${language}`);
    sendOneTimePassword(at, phoneNumber);
    meterPlainRequest(at, phoneNumber);
    return {};
  },
});
