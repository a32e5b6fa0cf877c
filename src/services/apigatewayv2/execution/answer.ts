/** What an HTTP API answers: a function's response, or one of the gateway's own. */
import type { HttpResponse } from "../../../platform/http.ts";
import type { Answer } from "../../../platform/proxy/answer.ts";
import type { ProxyResponse } from "../../../platform/proxy/proxy-response.ts";
import type { Pair } from "../../../platform/proxy/request-parts.ts";

/** The gateway's own answers: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html */
const MESSAGES = {
  403: "Forbidden",
  404: "Not Found",
  413: "Request Entity Too Large",
  500: "Internal Server Error",
  503: "Service Unavailable",
} as const;

export function ownAnswer(statusCode: keyof typeof MESSAGES, reason: string): Answer {
  return {
    statusCode,
    headers: [["content-type", "application/json"]],
    body: Buffer.from(JSON.stringify({ message: MESSAGES[statusCode] })),
    reason,
  };
}

/** The gateway writes these itself. */
const DROPPED: ReadonlySet<string> = new Set(["connection", "content-length", "keep-alive", "transfer-encoding"]);

/** A function's response as it is sent. Header names are lower-case, as HTTP APIs send them. */
export function functionAnswer({ statusCode, headers, cookies, body, isBase64Encoded }: ProxyResponse): Answer {
  const sent: Pair[] = headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !DROPPED.has(name));
  if (!sent.some(([name]) => name === "content-type")) sent.unshift(["content-type", "text/plain; charset=utf-8"]);
  sent.push(...cookies.map((cookie) => ["set-cookie", cookie] as const));
  return { statusCode, headers: sent, body: Buffer.from(body, isBase64Encoded ? "base64" : "utf8") };
}

export function httpResponse({ statusCode, headers, body }: Answer, requestId: string): HttpResponse {
  return { statusCode, headers: [...headers, ["apigw-requestid", requestId]], body };
}
