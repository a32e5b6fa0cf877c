/** Where an API is reached from. Here all kinds but private ones are reached in the same way. */
import { notImplemented } from "../../../platform/service-error.ts";
import type { EndpointConfiguration, EndpointType } from "../../../schema/generated/apigateway.ts";
import { badRequest } from "../errors.ts";

/** @throws BadRequestException; NotImplemented for private APIs */
export function endpointTypesOf({
  types = ["EDGE"],
  ipAddressType,
  vpcEndpointIds,
}: EndpointConfiguration): readonly EndpointType[] {
  if (types.length !== 1) throw badRequest("An API must have exactly one endpoint type");
  if (types.includes("PRIVATE")) throw notImplemented("endpointConfiguration type PRIVATE");
  if (vpcEndpointIds !== undefined && vpcEndpointIds.length > 0) throw notImplemented("vpcEndpointIds");
  if (ipAddressType !== undefined && ipAddressType !== "ipv4") throw notImplemented(`ipAddressType ${ipAddressType}`);
  return types;
}
