/** GetSMSSandboxAccountStatus: whether text messages reach verified phones alone; here every account may write to all. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterPlainRequest } from "../metrics.ts";

export const getSmsSandboxAccountStatus = operation.read(SNS.GetSMSSandboxAccountStatus, {
  honours: [],
  on: () => "*",
  run(_input, at) {
    meterPlainRequest(at, "*");
    return { IsInSandbox: false };
  },
});
