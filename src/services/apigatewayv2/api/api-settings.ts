/** Settings of an API that have one value here: that one is taken, any other refused by name. */
import { notImplemented } from "../../../platform/service-error.ts";
import { badRequest } from "../errors.ts";
import { API_KEY_SELECTION_EXPRESSION, ROUTE_SELECTION_EXPRESSION } from "./api-record.ts";

export interface FixedSettings {
  readonly ApiKeySelectionExpression?: string | undefined;
  readonly RouteSelectionExpression?: string | undefined;
  readonly IpAddressType?: string | undefined;
}

/** @throws BadRequestException; NotImplemented */
export function checkApiSettings(given: FixedSettings): void {
  const { ApiKeySelectionExpression: key, RouteSelectionExpression: route, IpAddressType: address } = given;
  if (route !== undefined && route !== ROUTE_SELECTION_EXPRESSION) {
    throw badRequest(`RouteSelectionExpression must be ${ROUTE_SELECTION_EXPRESSION} for an HTTP API`);
  }
  if (key !== undefined && key !== API_KEY_SELECTION_EXPRESSION) {
    throw notImplemented(`ApiKeySelectionExpression ${key}`);
  }
  if (address !== undefined && address !== "ipv4") throw notImplemented(`IpAddressType ${address}`);
}
