/** ListPhoneNumbersOptedOut: the phones whose owners want no text messages. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { optedOutNumbers } from "../keyspaces.ts";
import { LIST_PAGE_ITEMS } from "../limits.ts";
import { pageOf, positionOf } from "../listing/page.ts";
import { meterPlainRequest } from "../metrics.ts";

export const listPhoneNumbersOptedOut = operation.read(SNS.ListPhoneNumbersOptedOut, {
  honours: ["nextToken"],
  on: () => "*",
  run(input, at) {
    const prefix = [at.account, at.region] as const;
    const [phoneNumber] = positionOf(input.nextToken, 1);
    const rows = optedOutNumbers.keys(at.tx, prefix, {
      ...(phoneNumber === undefined ? {} : { after: [...prefix, phoneNumber] as const }),
      limit: LIST_PAGE_ITEMS + 1,
    });
    const { items, NextToken } = pageOf([...rows], (key) => key.slice(2));
    meterPlainRequest(at, "*");
    return { phoneNumbers: items.map((key) => key[2]), nextToken: NextToken };
  },
});
