/** VerifySMSSandboxPhoneNumber: proves that a destination phone is at hand, by the password that it was sent. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterPlainRequest } from "../metrics.ts";
import { checkedPhoneNumber } from "../sms/opted-out.ts";
import { verifySandboxNumber } from "../sms/sandbox-numbers.ts";

export const verifySmsSandboxPhoneNumber = operation.write(SNS.VerifySMSSandboxPhoneNumber, {
  honours: ["PhoneNumber", "OneTimePassword"],
  on: () => "*",
  run(input, at) {
    verifySandboxNumber(at, checkedPhoneNumber(input.PhoneNumber), input.OneTimePassword);
    meterPlainRequest(at, input.PhoneNumber);
    return {};
  },
});
