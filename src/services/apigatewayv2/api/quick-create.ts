/** Quick create: an API with one route to one function, and a stage that follows every change. */
import { newId } from "../../../platform/proxy/api-id.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { deployAutomatically } from "../deployment/deploy.ts";
import { changedIntegration } from "../integration/integration-record.ts";
import { integrations, routes, stages } from "../keyspaces.ts";
import { PART_ID_CHARACTERS, TIMEOUT_MILLISECONDS_MAX } from "../limits.ts";
import { changedRoute } from "../route/changed-route.ts";
import { DEFAULT_ROUTE_KEY } from "../route/route-key.ts";
import { DEFAULT_STAGE_NAME } from "../stage/stage-record.ts";
import type { ApiRecord } from "./api-record.ts";

interface Quick {
  readonly target: string;
  readonly routeKey: string | undefined;
}

/** @throws BadRequestException for a target that is no function; NotImplemented for a URL */
export function quickCreate({ apiId }: ApiRecord, { target, routeKey }: Quick, at: WriteScope): void {
  if (/^https?:/i.test(target)) throw notImplemented("a URL as the Target of an API (IntegrationType HTTP_PROXY)");
  const integrationId = newId(at.random, PART_ID_CHARACTERS);
  const integration = changedIntegration(
    { integrationId, timeoutMilliseconds: TIMEOUT_MILLISECONDS_MAX, isManaged: true },
    { IntegrationType: "AWS_PROXY", IntegrationUri: target, PayloadFormatVersion: "2.0" },
  );
  integrations.put(at.tx, [apiId, integrationId], integration);
  const routeId = newId(at.random, PART_ID_CHARACTERS);
  const route = changedRoute(
    { routeId, isManaged: true },
    { RouteKey: routeKey ?? DEFAULT_ROUTE_KEY, Target: `integrations/${integrationId}` },
    { apiId, at },
  );
  routes.put(at.tx, [apiId, routeId], route);
  stages.put(at.tx, [apiId, DEFAULT_STAGE_NAME], {
    stageName: DEFAULT_STAGE_NAME,
    autoDeploy: true,
    variables: {},
    detailedMetrics: false,
    detailedMetricsByRoute: {},
    isManaged: true,
    createdAt: at.now,
    updatedAt: at.now,
    tags: {},
  });
  deployAutomatically(apiId, at);
}
