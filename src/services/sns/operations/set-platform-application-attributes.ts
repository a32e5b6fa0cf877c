/** SetPlatformApplicationAttributes: changes credentials and settings of an app of a push notification service. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterPlainRequest } from "../metrics.ts";
import { changedApplicationSettings } from "../push/application-attributes.ts";
import { putApplication, requireApplication } from "../push/find-platform.ts";

export const setPlatformApplicationAttributes = operation.write(SNS.SetPlatformApplicationAttributes, {
  honours: ["PlatformApplicationArn", "Attributes"],
  on: (input) => input.PlatformApplicationArn,
  run(input, at) {
    const before = requireApplication(at, input.PlatformApplicationArn);
    const settings = changedApplicationSettings(before.settings, input.Attributes, before.platform);
    putApplication(at, { ...before, settings });
    meterPlainRequest(at, input.PlatformApplicationArn);
    return {};
  },
});
