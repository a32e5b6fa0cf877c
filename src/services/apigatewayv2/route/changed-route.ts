/** What a request makes of a route, and what of it is refused. */
import type { ReadScope } from "../../../platform/scope.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { badRequest, integrationNotFound, routeExists } from "../errors.ts";
import { integrations, routes } from "../keyspaces.ts";
import { DEFAULT_ROUTE_KEY, routePattern } from "./route-key.ts";
import type { RouteRecord, RouteSettings } from "./route-record.ts";

/** The route after a change. @throws BadRequestException, ConflictException, NotFoundException; NotImplemented */
export function changedRoute(
  before: Partial<RouteRecord> & Pick<RouteRecord, "routeId">,
  given: RouteSettings,
  { apiId, at }: { readonly apiId: string; readonly at: ReadScope },
): RouteRecord {
  const { AuthorizationType: authorization } = given;
  if (authorization !== undefined && authorization !== "NONE") {
    throw notImplemented(`AuthorizationType ${authorization}`);
  }
  if (given.ApiKeyRequired === true) throw badRequest("ApiKeyRequired is not currently supported for HTTP APIs");
  const routeKey = given.RouteKey ?? before.routeKey ?? "";
  if (routeKey !== DEFAULT_ROUTE_KEY) routePattern(routeKey);
  for (const { value } of routes.range(at.tx, [apiId])) {
    if (value.routeKey === routeKey && value.routeId !== before.routeId) throw routeExists(routeKey);
  }
  const integrationId = given.Target === undefined ? before.integrationId : targetOf(given.Target, apiId, at);
  const operationName = given.OperationName ?? before.operationName;
  return {
    routeId: before.routeId,
    routeKey,
    ...(integrationId === undefined ? {} : { integrationId }),
    ...(operationName === undefined ? {} : { operationName }),
    ...(before.isManaged === undefined ? {} : { isManaged: before.isManaged }),
    ...(before.madeBy === undefined ? {} : { madeBy: before.madeBy }),
  };
}

function targetOf(target: string, apiId: string, at: ReadScope): string | undefined {
  if (target === "") return undefined;
  const integrationId = /^integrations\/([A-Za-z0-9]+)$/.exec(target)?.[1];
  if (integrationId === undefined) throw badRequest(`Invalid target ${target}: it must be integrations/ and an id`);
  if (!integrations.has(at.tx, [apiId, integrationId])) throw integrationNotFound(integrationId);
  return integrationId;
}
