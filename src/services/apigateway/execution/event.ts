/**
 * The event of a Lambda proxy integration.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
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
import type { RestApiRecord } from "../api/rest-api-record.ts";
import type { DeploymentRecord } from "../deployment/deployment-record.ts";
import type { ResourceMatch } from "../resource/match-resource.ts";
import type { StageRecord } from "../stage/stage-record.ts";
import type { Arrival } from "./arrival.ts";
import { isBinary } from "./binary.ts";

/** What an event tells of the way that a request took. */
export interface Routed {
  readonly api: RestApiRecord;
  readonly stage: StageRecord;
  readonly deployment: DeploymentRecord;
  readonly match: ResourceMatch;
}

export function proxyEvent(arrival: Arrival, routed: Routed): Readonly<Record<string, unknown>> {
  const { request, path } = arrival;
  const { stage, deployment, match } = routed;
  const shown = shownNames(request);
  const pairs = forwardedHeaders(request, arrival.endpoint, arrival.trace.header)
    .filter(([name]) => name !== "content-length")
    .map(([name, value]) => [shown(name), value] as const);
  const headers = grouped(pairs);
  const query = grouped(queryPairs(request.query));
  const type = headerOf(request, "content-type");
  const { body, isBase64Encoded } = eventBody(request.body, isBinary(deployment.binaryMediaTypes, type));
  return {
    resource: match.resource.path,
    path,
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: Object.fromEntries(headers),
    queryStringParameters: query.size === 0 ? null : lastValues(query),
    multiValueQueryStringParameters: query.size === 0 ? null : Object.fromEntries(query),
    pathParameters: Object.keys(match.pathParameters).length === 0 ? null : match.pathParameters,
    stageVariables: Object.keys(stage.variables).length === 0 ? null : stage.variables,
    requestContext: requestContext(arrival, routed),
    body: body ?? null,
    isBase64Encoded,
  };
}

function requestContext(
  arrival: Arrival,
  { api, stage, deployment, match }: Routed,
): Readonly<Record<string, unknown>> {
  const { request, receivedAt } = arrival;
  return {
    resourceId: match.resource.id,
    resourcePath: match.resource.path,
    httpMethod: request.method,
    extendedRequestId: arrival.extendedRequestId,
    requestTime: requestTime(receivedAt),
    path: `/${stage.stageName}${arrival.path}`,
    accountId: api.account,
    protocol: request.protocol,
    stage: stage.stageName,
    domainPrefix: api.id,
    requestTimeEpoch: receivedAt,
    requestId: arrival.requestId,
    identity: {
      cognitoIdentityPoolId: null,
      accountId: null,
      cognitoIdentityId: null,
      caller: null,
      sourceIp: request.sourceIp,
      principalOrgId: null,
      accessKey: null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: null,
      userAgent: headerOf(request, "user-agent") ?? null,
      user: null,
    },
    domainName: arrival.domainName,
    deploymentId: deployment.id,
    apiId: api.id,
  };
}
