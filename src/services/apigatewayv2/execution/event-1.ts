/**
 * The event of payload format 1.0: that of REST APIs, with a version.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import { shownNames } from "../../../platform/proxy/header-names.ts";
import {
  eventBody,
  forwardedHeaders,
  grouped,
  headerOf,
  lastValues,
  queryPairs,
} from "../../../platform/proxy/request-parts.ts";
import { requestTime } from "../../../platform/proxy/request-time.ts";
import { DEFAULT_ROUTE_KEY } from "../route/route-key.ts";
import type { Arrival } from "./arrival.ts";
import { isBinary } from "../../../platform/proxy/binary.ts";
import type { Routed } from "./event-2.ts";

export function event1(arrival: Arrival, routed: Routed): Readonly<Record<string, unknown>> {
  const { request, path } = arrival;
  const { stage, pathParameters } = routed;
  const pairs = forwardedHeaders(request, arrival.endpoint, arrival.trace.header);
  const shown = shownNames(request);
  const headers = grouped(pairs.map(([name, value]) => [shown(name), value] as const));
  const query = grouped(queryPairs(request.query));
  const { body, isBase64Encoded } = eventBody(request.body, isBinary(request));
  return {
    version: "1.0",
    resource: resourceOf(routed.routeKey, path),
    path,
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: Object.fromEntries(headers),
    queryStringParameters: query.size === 0 ? null : lastValues(query),
    multiValueQueryStringParameters: query.size === 0 ? null : Object.fromEntries(query),
    requestContext: requestContext(arrival, routed),
    pathParameters: Object.keys(pathParameters).length === 0 ? null : pathParameters,
    stageVariables: Object.keys(stage.variables).length === 0 ? null : stage.variables,
    body: body ?? null,
    isBase64Encoded,
  };
}

function requestContext(arrival: Arrival, { api, routeKey, stage }: Routed): Readonly<Record<string, unknown>> {
  const { request, receivedAt, path } = arrival;
  return {
    accountId: api.account,
    apiId: api.apiId,
    domainName: arrival.domainName,
    domainPrefix: api.apiId,
    extendedRequestId: arrival.requestId,
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: headerOf(request, "user-agent") ?? "",
      userArn: null,
    },
    path,
    protocol: request.protocol,
    requestId: arrival.requestId,
    requestTime: requestTime(receivedAt),
    requestTimeEpoch: receivedAt,
    resourceId: routeKey,
    resourcePath: resourceOf(routeKey, path),
    stage: stage.stageName,
  };
}

/** The path of the route; the request's own for `$default`, which has none. */
function resourceOf(routeKey: string, path: string): string {
  return routeKey === DEFAULT_ROUTE_KEY ? path : routeKey.slice(routeKey.indexOf(" ") + 1);
}
