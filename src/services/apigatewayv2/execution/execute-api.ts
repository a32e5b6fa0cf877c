/** Where HTTP APIs answer: `{api}.execute-api.localhost` and `/_aws/execute-api/{api}`. */
import { formatArn } from "../../../kernel/arn.ts";
import { invariant } from "../../../kernel/invariant.ts";
import type { HttpRequest, HttpResponse } from "../../../platform/http.ts";
import { traceIdOf } from "../../../platform/lineage/trace-header.ts";
import { apiAddress } from "../../../platform/proxy/api-address.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import type { HttpRoute } from "../../../platform/service.ts";
import type { DeployedRoute } from "../deployment/deployment-record.ts";
import { matchRoute, type RouteMatch } from "../route/match-route.ts";
import { DEFAULT_ROUTE_KEY } from "../route/route-key.ts";
import type { StageRecord } from "../stage/stage-record.ts";
import type { Answer } from "../../../platform/proxy/answer.ts";
import { httpResponse, ownAnswer } from "./answer.ts";
import { type Arrival, arrivalOf } from "./arrival.ts";
import { preflightAnswer, withCors } from "../../../platform/proxy/cors.ts";
import { findDeployed, type Found } from "./deployed-api.ts";
import { noteFigures } from "./figures.ts";
import { integrate } from "./integrate.ts";

export const executeApi: HttpRoute = {
  name: "execute-api.http",
  answersAnyOrigin: true,
  claims: (host, path) => apiAddress("http", host, path) !== undefined,
  async handle(request: HttpRequest, at: AsyncScope): Promise<HttpResponse> {
    const address = apiAddress("http", request.host, request.path);
    invariant(address !== undefined, "a route handles what it claims");
    const arrival = arrivalOf(request, address, at);
    const found = at.read((read) => findDeployed(arrival, read));
    if (found === undefined) return httpResponse(nowhere(arrival, at), arrival.requestId);
    const { account, region } = found.api;
    return httpResponse(await answerFound(arrival, found, at.within({ account, region })), arrival.requestId);
  },
};

/** No API has this id: the answer says no more than that. */
function nowhere(arrival: Arrival, at: AsyncScope): Answer {
  const answer = ownAnswer(403, `No HTTP API has the id ${arrival.apiId}.`);
  at.record({
    kind: "apigateway.request",
    resource: requestArn(arrival, { account: at.account, region: at.region }, ""),
    outcome: "failed",
    subject: arrival.requestId,
    parent: arrival.trace.cause,
    traceId: traceIdOf(arrival.trace.header),
    ...(answer.reason === undefined ? {} : { reason: answer.reason }),
  });
  return answer;
}

async function answerFound(arrival: Arrival, found: Found, at: AsyncScope): Promise<Answer> {
  const { request } = arrival;
  const { deployed, stage } = found;
  const cors = deployed?.cors;
  const preflight = cors && !found.api.disableExecuteApiEndpoint ? preflightAnswer(cors, request) : undefined;
  const match = preflight || !deployed ? undefined : matchRoute(deployed.table, request.method, found.path);
  const answer = preflight ?? (await answerMatched(arrival, { found, match }, at));
  const whole = cors && !preflight ? withCors(cors, request, answer) : answer;
  const routeKey = stage && match?.route.routeKey;
  noteFigures({ arrival, found, ...(routeKey === undefined ? {} : { routeKey }) }, whole, at);
  if (preflight) record(arrival, { found, answer: preflight }, at);
  return whole;
}

interface Matched {
  readonly found: Found;
  readonly match: RouteMatch<DeployedRoute> | undefined;
}

async function answerMatched(arrival: Arrival, { found, match }: Matched, at: AsyncScope): Promise<Answer> {
  const refusal = refusalOf(arrival, { found, match });
  const { stage, api } = found;
  const integration = match?.route.integration;
  if (refusal !== undefined || !stage || !match || !integration) {
    const answer = refusal ?? ownAnswer(500, "The route has no integration.");
    record(arrival, { found, answer }, at);
    return answer;
  }
  const { routeKey } = match.route;
  const cause = record(arrival, { found }, at);
  const routed = { api, stage, routeKey, pathParameters: match.pathParameters };
  const sourceArn = requestArn(arrival, api, sourcePath(arrival, { stage, routeKey, path: found.path }));
  const answer = await integrate(integration, { arrival, routed, sourceArn }, at.within({ cause }));
  if (answer.reason !== undefined) {
    // The request's own record was made before its outcome could be known: a second one below it tells what went wrong.
    at.record({
      kind: "apigateway.response",
      resource: requestArn(arrival, api, `/${stage.stageName}`),
      outcome: "failed",
      reason: answer.reason,
      subject: arrival.requestId,
      parent: cause,
    });
  }
  return answer;
}

/** Why no route takes the request, as an answer. */
function refusalOf(arrival: Arrival, { found, match }: Matched): Answer | undefined {
  if (found.api.disableExecuteApiEndpoint) return ownAnswer(404, "The API's default endpoint is disabled.");
  if (found.stage === undefined) return ownAnswer(404, `No stage takes the path ${arrival.path}.`);
  if (found.deployed === undefined) return ownAnswer(404, `Nothing is deployed to stage ${found.stage.stageName}.`);
  if (match === undefined) {
    return ownAnswer(404, `No route of stage ${found.stage.stageName} takes ${arrival.request.method} ${found.path}.`);
  }
  return undefined;
}

function record(
  arrival: Arrival,
  { found, answer }: { readonly found: Found; readonly answer?: Answer },
  at: AsyncScope,
): string {
  const stage = found.stage === undefined ? "" : `/${found.stage.stageName}`;
  const reason = answer?.reason;
  return at.record({
    kind: "apigateway.request",
    resource: requestArn(arrival, found.api, `${stage}/${arrival.request.method}${found.path}`),
    subject: arrival.requestId,
    parent: arrival.trace.cause,
    traceId: traceIdOf(arrival.trace.header),
    ...(reason === undefined ? { outcome: "ok" } : { outcome: "failed", reason }),
  });
}

interface Taken {
  readonly stage: StageRecord;
  readonly routeKey: string;
  readonly path: string;
}

/** What permissions of the function are checked against: stage, method and path, or the `$default` route. */
function sourcePath({ request }: Arrival, { stage, routeKey, path }: Taken): string {
  if (routeKey === DEFAULT_ROUTE_KEY) return `/${stage.stageName}/${DEFAULT_ROUTE_KEY}`;
  return `/${stage.stageName}/${request.method}${path}`;
}

interface Owner {
  readonly account: string;
  readonly region: string;
}

function requestArn({ apiId }: Arrival, { account, region }: Owner, path: string): string {
  return formatArn({ service: "execute-api", region, account, resource: `${apiId}${path}` });
}
