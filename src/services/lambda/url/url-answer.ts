/** What a function URL answers: a function's response, or one of Lambda's own. */
import type { HttpResponse } from "../../../platform/http.ts";
import type { Answer } from "../../../platform/proxy/answer.ts";
import { readFormat2 } from "../../../platform/proxy/proxy-response.ts";
import type { Pair } from "../../../platform/proxy/request-parts.ts";
import type { ServiceError } from "../../../platform/service-error.ts";
import type { InvocationResponse } from "../../../schema/generated/lambda.ts";

/** An answer, whole or still being written. */
export interface UrlAnswer extends Answer {
  /** The body where the function streams it. */
  readonly stream?: AsyncIterable<Uint8Array>;
}

const JSON_TYPE: Pair = ["content-type", "application/json"];

/** The server writes these itself. */
const DROPPED: ReadonlySet<string> = new Set(["connection", "content-length", "keep-alive", "transfer-encoding"]);

/** Nobody may, or there is no such URL: AWS says as little. */
export function deniedAnswer(reason: string, isKnown: boolean): Answer {
  const Message = isKnown
    ? "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"
    : null;
  return ownAnswer(403, { body: { Message }, code: "AccessDeniedException", reason });
}

/** A function's result as it is sent: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload */
export function functionAnswer({ Payload = new Uint8Array(), FunctionError }: InvocationResponse): Answer {
  if (FunctionError !== undefined) {
    return failedAnswer(`The function failed: ${Buffer.from(Payload).toString("utf8").slice(0, REASON_CHARACTERS)}`);
  }
  const reading = readFormat2(Payload);
  if (reading.kind === "malformed") return failedAnswer(reading.reason);
  const { statusCode, headers, cookies, body, isBase64Encoded } = reading.response;
  const sent = headersOf(headers, cookies, "application/json");
  return { statusCode, headers: sent, body: Buffer.from(body, isBase64Encoded ? "base64" : "utf8") };
}

/** Headers as they are sent: lower-case, with a content type, and with a header for each cookie. */
export function headersOf(headers: readonly Pair[], cookies: readonly string[], defaultType: string): readonly Pair[] {
  const sent: Pair[] = headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !DROPPED.has(name));
  if (!sent.some(([name]) => name === "content-type")) sent.unshift(["content-type", defaultType]);
  sent.push(...cookies.map((cookie) => ["set-cookie", cookie] as const));
  return sent;
}

/** Lambda did not run the function: throttles are 429, as for a reserved concurrency of 0, and what is too long 413. */
export function refusedAnswer({ code, message, members }: ServiceError): Answer {
  const reason = `Lambda answered ${code}: ${message}`;
  const statusCode = REFUSALS.get(code);
  if (statusCode === undefined) return failedAnswer(reason);
  const { retryAfterSeconds: _inAHeader, ...shown } = members;
  return ownAnswer(statusCode, { body: { ...shown, message }, code, reason });
}

export function httpResponse({ statusCode, headers, body, stream }: UrlAnswer, requestId: string): HttpResponse {
  return { statusCode, headers: [...headers, ["x-amzn-requestid", requestId]], body: stream ?? body };
}

const REFUSALS: ReadonlyMap<string, number> = new Map([
  ["TooManyRequestsException", 429],
  ["RequestTooLargeException", 413],
]);

/** How much of a function's error document a lineage record quotes. */
const REASON_CHARACTERS = 500;

/** The function failed, or what it answered cannot be sent. */
export function failedAnswer(reason: string): Answer {
  return { statusCode: 502, headers: [JSON_TYPE], body: Buffer.from("Internal Server Error"), reason };
}

function ownAnswer(
  statusCode: number,
  { body, code, reason }: { readonly body: unknown; readonly code: string; readonly reason: string },
): Answer {
  const headers: readonly Pair[] = [JSON_TYPE, ["x-amzn-errortype", code]];
  return { statusCode, headers, body: Buffer.from(JSON.stringify(body)), reason };
}
