/** ListSMSSandboxPhoneNumbers: the destination phones, verified and pending. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { sandboxNumbers } from "../keyspaces.ts";
import { LIST_PAGE_ITEMS } from "../limits.ts";
import { pageOf, positionOf } from "../listing/page.ts";
import { meterPlainRequest } from "../metrics.ts";

export const listSmsSandboxPhoneNumbers = operation.read(SNS.ListSMSSandboxPhoneNumbers, {
  honours: ["NextToken", "MaxResults"],
  on: () => "*",
  run(input, at) {
    const prefix = [at.account, at.region] as const;
    const [phoneNumber] = positionOf(input.NextToken, 1);
    const most = input.MaxResults ?? LIST_PAGE_ITEMS;
    const rows = sandboxNumbers.range(at.tx, prefix, {
      ...(phoneNumber === undefined ? {} : { after: [...prefix, phoneNumber] as const }),
      limit: most + 1,
    });
    const { items, NextToken } = pageOf([...rows], ({ key }) => key.slice(2), most);
    meterPlainRequest(at, "*");
    return { PhoneNumbers: items.map(({ key, value }) => ({ PhoneNumber: key[2], Status: value.status })), NextToken };
  },
});
