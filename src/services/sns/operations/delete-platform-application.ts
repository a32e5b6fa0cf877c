/** DeletePlatformApplication: removes an app with its endpoints; one that is not there is no error. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterPlainRequest } from "../metrics.ts";
import { applicationKey, removeApplication } from "../push/find-platform.ts";

export const deletePlatformApplication = operation.write(SNS.DeletePlatformApplication, {
  honours: ["PlatformApplicationArn"],
  on: (input) => input.PlatformApplicationArn,
  run(input, at) {
    removeApplication(at, applicationKey(input.PlatformApplicationArn, at.region));
    meterPlainRequest(at, input.PlatformApplicationArn);
    return {};
  },
});
