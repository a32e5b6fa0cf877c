/** GetPlatformApplicationAttributes: what an app of a push notification service is set to, without its secrets. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterPlainRequest } from "../metrics.ts";
import { applicationAttributes } from "../push/application-attributes.ts";
import { requireApplication } from "../push/find-platform.ts";

export const getPlatformApplicationAttributes = operation.read(SNS.GetPlatformApplicationAttributes, {
  honours: ["PlatformApplicationArn"],
  on: (input) => input.PlatformApplicationArn,
  run(input, at) {
    const { settings } = requireApplication(at, input.PlatformApplicationArn);
    meterPlainRequest(at, input.PlatformApplicationArn);
    return { Attributes: applicationAttributes(settings) };
  },
});
