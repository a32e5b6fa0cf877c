/** The event of a request to a function URL: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
import type { UserCaller } from "../../../platform/caller.ts";
import type { HttpRequest } from "../../../platform/http.ts";
import { isBinary } from "../../../platform/proxy/binary.ts";
import { eventBody, forwardedHeaders, grouped, headerOf, queryPairs } from "../../../platform/proxy/request-parts.ts";
import { requestTime } from "../../../platform/proxy/request-time.ts";
import type { FunctionUrlRecord } from "./url-record.ts";

/** A request as it arrived, with what Lambda gives it. */
export interface UrlArrival {
  readonly request: HttpRequest;
  readonly url: FunctionUrlRecord;
  /** The path within the URL, still percent-encoded: the event shows it so. */
  readonly path: string;
  readonly domainName: string;
  readonly requestId: string;
  readonly receivedAt: number;
  readonly traceHeader: string;
  /** Scheme, host and port that the client used. */
  readonly endpoint: string;
  /** Who signed it, where the URL asks for a signature. */
  readonly signer?: UserCaller;
}

const ROUTE = "$default";

export function urlEvent(arrival: UrlArrival): Readonly<Record<string, unknown>> {
  const { request, path: rawPath, endpoint, traceHeader } = arrival;
  const pairs = forwardedHeaders(request, endpoint, traceHeader);
  const cookies = pairs
    .filter(([name]) => name === "cookie")
    .flatMap(([, value]) => value.split(/;\s*/))
    .filter((cookie) => cookie !== "");
  const { body, isBase64Encoded } = eventBody(request.body, isBinary(request));
  return {
    version: "2.0",
    routeKey: ROUTE,
    rawPath,
    rawQueryString: request.query,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers: joined(pairs.filter(([name]) => name !== "cookie")),
    ...(request.query === "" ? {} : { queryStringParameters: joined(queryPairs(request.query)) }),
    requestContext: requestContext(arrival),
    ...(body === undefined ? {} : { body }),
    isBase64Encoded,
  };
}

function requestContext(arrival: UrlArrival): Readonly<Record<string, unknown>> {
  const { request, url, path, domainName, requestId, receivedAt, signer } = arrival;
  return {
    accountId: signer?.account ?? "anonymous",
    apiId: url.urlId,
    ...(signer === undefined ? {} : { authorizer: { iam: identity(signer) } }),
    domainName,
    domainPrefix: url.urlId,
    http: {
      method: request.method,
      path,
      protocol: request.protocol,
      sourceIp: request.sourceIp,
      userAgent: headerOf(request, "user-agent") ?? "",
    },
    requestId,
    routeKey: ROUTE,
    stage: ROUTE,
    time: requestTime(receivedAt),
    timeEpoch: receivedAt,
  };
}

function identity({ accessKeyId, account, userId, arn }: UserCaller): Readonly<Record<string, string | null>> {
  return {
    accessKey: accessKeyId,
    accountId: account,
    callerId: userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: arn,
    userId,
  };
}

/** Several values of one name are one text with commas between them. */
function joined(pairs: Parameters<typeof grouped>[0]): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from(grouped(pairs), ([name, values]) => [name, values.join(",")]));
}
