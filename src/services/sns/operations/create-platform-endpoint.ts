/** CreatePlatformEndpoint: an app on one device, or the one that is there with the same token and attributes. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterPlainRequest } from "../metrics.ts";
import { createEndpoint } from "../push/create-endpoint.ts";
import { requireApplication } from "../push/find-platform.ts";
import { platformEndpointArn } from "../push/platform-keys.ts";

export const createPlatformEndpoint = operation.write(SNS.CreatePlatformEndpoint, {
  honours: ["PlatformApplicationArn", "Token", "CustomUserData", "Attributes"],
  on: (input) => input.PlatformApplicationArn,
  run(input, at) {
    const application = requireApplication(at, input.PlatformApplicationArn);
    const EndpointArn = platformEndpointArn(createEndpoint(at, application, input));
    meterPlainRequest(at, EndpointArn);
    return { EndpointArn };
  },
});
