/** GetAccessKeyInfo: the account of an access key id, which the id itself carries. */
import { accountOfAccessKeyId } from "../../../kernel/access-key-id.ts";
import { operation } from "../../../platform/operation.ts";
import { STS } from "../../../schema/generated/sts.ts";
import { invalidAccessKeyId } from "../errors.ts";

export const getAccessKeyInfo = operation.read(STS.GetAccessKeyInfo, {
  honours: ["AccessKeyId"],
  on: (_input, place) => `arn:aws:iam::${place.account}:root`,
  run(input) {
    const account = accountOfAccessKeyId(input.AccessKeyId);
    if (account === undefined) throw invalidAccessKeyId(input.AccessKeyId);
    return { Account: account };
  },
});
