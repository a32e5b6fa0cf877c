/** DeleteEndpoint: removes an app on one device; its subscriptions stay, and deliver no more. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterPlainRequest } from "../metrics.ts";
import { endpointKey, findEndpoint, removeEndpoint } from "../push/find-platform.ts";

export const deleteEndpoint = operation.write(SNS.DeleteEndpoint, {
  honours: ["EndpointArn"],
  on: (input) => input.EndpointArn,
  run(input, at) {
    const endpoint = findEndpoint(at, endpointKey(input.EndpointArn, at.region));
    if (endpoint !== undefined) removeEndpoint(at, endpoint);
    meterPlainRequest(at, input.EndpointArn);
    return {};
  },
});
