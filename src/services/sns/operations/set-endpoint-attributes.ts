/** SetEndpointAttributes: changes an app on one device: its token, whether it is enabled, what users note of it. */
import { operation } from "../../../platform/operation.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { noAttributes, tokenIsTaken } from "../errors.ts";
import { meterPlainRequest } from "../metrics.ts";
import { changedEndpointSettings } from "../push/endpoint-attributes.ts";
import { findByToken, putEndpoint, requireEndpoint } from "../push/find-platform.ts";
import { platformEndpointArn } from "../push/platform-keys.ts";

export const setEndpointAttributes = operation.write(SNS.SetEndpointAttributes, {
  honours: ["EndpointArn", "Attributes"],
  on: (input) => input.EndpointArn,
  run(input, at) {
    const before = requireEndpoint(at, input.EndpointArn);
    if (Object.keys(input.Attributes).length === 0) throw noAttributes();
    const settings = changedEndpointSettings(before.settings, input.Attributes, before.platform);
    const other = findByToken(at, before, settings.token);
    if (other !== undefined && other.id !== before.id) throw tokenIsTaken(platformEndpointArn(other));
    putEndpoint(at, { ...before, settings }, before);
    meterPlainRequest(at, input.EndpointArn);
    return {};
  },
});
