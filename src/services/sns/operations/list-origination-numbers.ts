/** ListOriginationNumbers: the phone numbers that an account has bought; here there are none to buy. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { positionOf } from "../listing/page.ts";
import { meterPlainRequest } from "../metrics.ts";

export const listOriginationNumbers = operation.read(SNS.ListOriginationNumbers, {
  honours: ["NextToken", "MaxResults"],
  on: () => "*",
  run(input, at) {
    positionOf(input.NextToken, 1);
    meterPlainRequest(at, "*");
    return { PhoneNumbers: [] };
  },
});
