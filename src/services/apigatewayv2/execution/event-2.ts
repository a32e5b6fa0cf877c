/**
 * The event of payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import { eventBody, forwardedHeaders, grouped, headerOf, queryPairs } from "../../../platform/proxy/request-parts.ts";
import { requestTime } from "../../../platform/proxy/request-time.ts";
import type { ApiRecord } from "../api/api-record.ts";
import type { StageRecord } from "../stage/stage-record.ts";
import type { Arrival } from "./arrival.ts";
import { isBinary } from "../../../platform/proxy/binary.ts";

/** What an event tells of the way that a request took. */
export interface Routed {
  readonly api: ApiRecord;
  readonly stage: StageRecord;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
}

export function event2(arrival: Arrival, routed: Routed): Readonly<Record<string, unknown>> {
  const { request, path: rawPath } = arrival;
  const { routeKey, stage, pathParameters } = routed;
  const pairs = forwardedHeaders(request, arrival.endpoint, arrival.trace.header);
  const cookies = pairs
    .filter(([name]) => name === "cookie")
    .flatMap(([, value]) => value.split(/;\s*/))
    .filter((cookie) => cookie !== "");
  const { body, isBase64Encoded } = eventBody(request.body, isBinary(request));
  return {
    version: "2.0",
    routeKey,
    rawPath,
    rawQueryString: request.query,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers: joined(pairs.filter(([name]) => name !== "cookie")),
    ...(request.query === "" ? {} : { queryStringParameters: joined(queryPairs(request.query)) }),
    requestContext: requestContext(arrival, routed),
    ...(Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
    ...(body === undefined ? {} : { body }),
    isBase64Encoded,
    ...(Object.keys(stage.variables).length === 0 ? {} : { stageVariables: stage.variables }),
  };
}

function requestContext(arrival: Arrival, { api, routeKey, stage }: Routed): Readonly<Record<string, unknown>> {
  const { request, receivedAt } = arrival;
  return {
    accountId: api.account,
    apiId: api.apiId,
    domainName: arrival.domainName,
    domainPrefix: api.apiId,
    http: {
      method: request.method,
      path: arrival.path,
      protocol: request.protocol,
      sourceIp: request.sourceIp,
      userAgent: headerOf(request, "user-agent") ?? "",
    },
    requestId: arrival.requestId,
    routeKey,
    stage: stage.stageName,
    time: requestTime(receivedAt),
    timeEpoch: receivedAt,
  };
}

/** Several values of one name are one text with commas between them. */
function joined(pairs: Parameters<typeof grouped>[0]): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from(grouped(pairs), ([name, values]) => [name, values.join(",")]));
}
