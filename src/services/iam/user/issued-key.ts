/** The keys that IAM issued, as the gateway asks for them. */
import type { ReadScope } from "../../../platform/scope.ts";
import type { IssuedKey } from "../../../platform/service.ts";
import { accessKeys } from "../keyspaces.ts";
import { userNamed } from "./record.ts";

export function issuedKey(accessKeyId: string, at: ReadScope): IssuedKey | undefined {
  const key = accessKeys.get(at.tx, [accessKeyId]);
  if (key === undefined) return undefined;
  const user = userNamed(key.userName, { tx: at.tx, account: key.account, region: at.region, cause: at.cause });
  return {
    secretAccessKey: key.secretAccessKey,
    caller: { kind: "user", account: key.account, arn: user.arn, userId: user.id, accessKeyId },
  };
}
