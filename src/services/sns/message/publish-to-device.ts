/** Publishing to a platform endpoint: one push notification, without a topic. */
import type { WriteScope } from "../../../platform/scope.ts";
import type { PublishInput } from "../../../schema/generated/sns.ts";
import { invalidParameterReason, platformEndpointIsDisabled } from "../errors.ts";
import { endpointKey, findEndpoint } from "../push/find-platform.ts";
import { pushDimensions, sendPush } from "../push/send-push.ts";
import { checkedDirectMessage, publishDirectly } from "./direct-publication.ts";
import type { Publication } from "./publish.ts";

/** Whether the ARN is that of a platform endpoint, rather than of a topic. */
export function isDeviceArn(arn: string): boolean {
  return arn.split(":")[5]?.startsWith("endpoint/") === true;
}

/** @throws ServiceError InvalidParameter, ParameterValueInvalid, EndpointDisabled */
export function publishToDevice(at: WriteScope, arn: string, input: PublishInput): Publication {
  const endpoint = findEndpoint(at, endpointKey(arn, at.region, "TargetArn"));
  if (endpoint === undefined) {
    throw invalidParameterReason("TargetArn", "No endpoint found for the target arn specified");
  }
  const { platform } = endpoint;
  const checked = checkedDirectMessage(input, platform);
  if (!endpoint.settings.enabled) throw platformEndpointIsDisabled();
  const { attributes } = checked;
  const body = checked.protocolMessages?.[platform] ?? checked.message;
  return publishDirectly(at, {
    checked,
    resource: arn,
    dimensions: pushDimensions(endpoint),
    send: (messageId, cause) => sendPush(at, { endpoint, body, attributes, messageId, cause }),
  });
}
