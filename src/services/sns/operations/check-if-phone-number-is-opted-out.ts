/** CheckIfPhoneNumberIsOptedOut: whether a phone's owner wants no text messages. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterPlainRequest } from "../metrics.ts";
import { checkedPhoneNumber, isOptedOut } from "../sms/opted-out.ts";

export const checkIfPhoneNumberIsOptedOut = operation.read(SNS.CheckIfPhoneNumberIsOptedOut, {
  honours: ["phoneNumber"],
  on: () => "*",
  run(input, at) {
    const phoneNumber = checkedPhoneNumber(input.phoneNumber);
    meterPlainRequest(at, phoneNumber);
    return { isOptedOut: isOptedOut(at, phoneNumber) };
  },
});
