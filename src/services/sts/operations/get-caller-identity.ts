/** GetCallerIdentity: who the keys of the request belong to. */
import { callerId } from "../../../platform/caller.ts";
import type { Caller } from "../../../platform/caller.ts";
import { operation } from "../../../platform/operation.ts";
import { STS } from "../../../schema/generated/sts.ts";

export const getCallerIdentity = operation.read(STS.GetCallerIdentity, {
  honours: [],
  on: (_input, place) => `arn:aws:iam::${place.account}:root`,
  run: (_input, at) => ({ UserId: callerId(at.caller), Account: at.account, Arn: arnOf(at.caller) }),
});

function arnOf(caller: Caller): string {
  return caller.kind === "service" ? caller.sourceArn : caller.arn;
}
