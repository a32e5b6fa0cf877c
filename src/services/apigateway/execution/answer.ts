/** What a REST API answers: a function's response, or one of the gateway's own. */
import type { HttpResponse } from "../../../platform/http.ts";
import type { Answer } from "../../../platform/proxy/answer.ts";
import type { ProxyResponse } from "../../../platform/proxy/proxy-response.ts";
import type { Pair } from "../../../platform/proxy/request-parts.ts";
import type { Arrival } from "./arrival.ts";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const GATEWAY_RESPONSES = {
  forbidden: [403, "ForbiddenException", '{"message":"Forbidden"}'],
  missingAuthenticationToken: [
    403,
    "MissingAuthenticationTokenException",
    '{"message":"Missing Authentication Token"}',
  ],
  requestTooLarge: [413, "RequestTooLargeException", '{"message":"Request Too Long"}'],
  configurationError: [500, "InternalServerErrorException", '{"message": "Internal server error"}'],
  malformedResponse: [502, "InternalServerErrorException", '{"message": "Internal server error"}'],
  timeout: [504, "InternalServerErrorException", '{"message": "Endpoint request timed out"}'],
} as const;

export function ownAnswer(type: keyof typeof GATEWAY_RESPONSES, reason: string): Answer {
  const [statusCode, errorType, body] = GATEWAY_RESPONSES[type];
  return {
    statusCode,
    headers: [
      ["Content-Type", "application/json"],
      ["x-amzn-ErrorType", errorType],
    ],
    body: Buffer.from(body),
    reason,
  };
}

/** Headers that a function cannot set: they go out under another name. */
const REMAPPED: ReadonlySet<string> = new Set([
  "authorization",
  "connection",
  "content-length",
  "content-md5",
  "date",
  "expect",
  "host",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "trailer",
  "upgrade",
  "user-agent",
  "www-authenticate",
]);

/** The name under which a function's header is sent; undefined for one that is not sent. */
function sentName(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (lower === "transfer-encoding") return undefined;
  return REMAPPED.has(lower) ? `x-amzn-Remapped-${name}` : name;
}

/** A function's response as it is sent; base64 is decoded only for a client that asks for a binary type. */
export function functionAnswer(
  { statusCode, headers, body, isBase64Encoded }: ProxyResponse,
  wantsBinary: boolean,
): Answer {
  const sent: Pair[] = [];
  for (const [name, value] of headers) {
    const as = sentName(name);
    if (as !== undefined) sent.push([as, value]);
  }
  if (!sent.some(([name]) => name.toLowerCase() === "content-type")) sent.unshift(["Content-Type", "application/json"]);
  return { statusCode, headers: sent, body: Buffer.from(body, isBase64Encoded && wantsBinary ? "base64" : "utf8") };
}

export function httpResponse(
  { statusCode, headers, body, integrationMilliseconds }: Answer,
  arrival: Arrival,
): HttpResponse {
  const own: Pair[] = [
    ["x-amzn-RequestId", arrival.requestId],
    ["x-amz-apigw-id", arrival.extendedRequestId],
  ];
  if (integrationMilliseconds !== undefined) own.push(["X-Amzn-Trace-Id", arrival.trace.header]);
  const names = new Set(own.map(([name]) => name.toLowerCase()));
  return { statusCode, headers: [...headers.filter(([name]) => !names.has(name.toLowerCase())), ...own], body };
}
