/** GetEndpointAttributes: what an app on one device is set to. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { meterPlainRequest } from "../metrics.ts";
import { endpointAttributes } from "../push/endpoint-attributes.ts";
import { requireEndpoint } from "../push/find-platform.ts";

export const getEndpointAttributes = operation.read(SNS.GetEndpointAttributes, {
  honours: ["EndpointArn"],
  on: (input) => input.EndpointArn,
  run(input, at) {
    const { settings } = requireEndpoint(at, input.EndpointArn);
    meterPlainRequest(at, input.EndpointArn);
    return { Attributes: endpointAttributes(settings) };
  },
});
