/** OptInPhoneNumber: lets text messages reach a phone again whose owner had opted out. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterPlainRequest } from "../metrics.ts";
import { checkedPhoneNumber, optIn } from "../sms/opted-out.ts";

export const optInPhoneNumber = operation.write(SNS.OptInPhoneNumber, {
  honours: ["phoneNumber"],
  on: () => "*",
  run(input, at) {
    optIn(at, checkedPhoneNumber(input.phoneNumber));
    meterPlainRequest(at, input.phoneNumber);
    return {};
  },
});
