/** DeleteSMSSandboxPhoneNumber: removes a destination phone. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterPlainRequest } from "../metrics.ts";
import { checkedPhoneNumber } from "../sms/opted-out.ts";
import { removeSandboxNumber } from "../sms/sandbox-numbers.ts";

export const deleteSmsSandboxPhoneNumber = operation.write(SNS.DeleteSMSSandboxPhoneNumber, {
  honours: ["PhoneNumber"],
  on: () => "*",
  run(input, at) {
    removeSandboxNumber(at, checkedPhoneNumber(input.PhoneNumber));
    meterPlainRequest(at, input.PhoneNumber);
    return {};
  },
});
