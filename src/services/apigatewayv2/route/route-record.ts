/** A route of an HTTP API. */
import type { Route, UpdateRouteRequest } from "../../../schema/generated/apigatewayv2.ts";

export interface RouteRecord {
  readonly routeId: string;
  readonly routeKey: string;
  /** The integration that requests go to; a route without one answers that it is broken. */
  readonly integrationId?: string;
  readonly operationName?: string;
  readonly isManaged?: boolean;
  /** The resource of a stack that made it. */
  readonly madeBy?: string;
}

export type RouteSettings = Partial<
  Pick<UpdateRouteRequest, "ApiKeyRequired" | "AuthorizationType" | "OperationName" | "RouteKey" | "Target">
>;

export const ROUTE_MEMBERS = [
  "ApiId",
  "ApiKeyRequired",
  "AuthorizationType",
  "OperationName",
  "RouteKey",
  "Target",
] as const;

export function shownRoute(record: RouteRecord): Route {
  const { routeId, routeKey, integrationId, operationName, isManaged } = record;
  return {
    ...(isManaged ? { ApiGatewayManaged: true } : {}),
    ApiKeyRequired: false,
    AuthorizationType: "NONE",
    ...(operationName === undefined ? {} : { OperationName: operationName }),
    RouteId: routeId,
    RouteKey: routeKey,
    ...(integrationId === undefined ? {} : { Target: `integrations/${integrationId}` }),
  };
}
