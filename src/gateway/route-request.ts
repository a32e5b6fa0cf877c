/** Requests to addresses that are no AWS API: execute-api, function URLs, the admin API. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpRequest, HttpResponse } from "../platform/http.ts";
import type { Platform } from "../platform/platform.ts";
import type { HttpRoute } from "../platform/service.ts";
import { ROUTE_BODY_BYTES } from "./limits.ts";
import { BodyTooLarge, readBody } from "./read-body.ts";
import { send } from "./send.ts";

/** Reads the request, has the route answer it, and sends the answer. */
export async function routeRequest(
  route: HttpRoute,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  {
    platform,
    endpoint,
    signal,
  }: { readonly platform: Platform; readonly endpoint: string; readonly signal: AbortSignal },
): Promise<void> {
  let body: Uint8Array;
  try {
    body = await readBody(request, ROUTE_BODY_BYTES);
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    // What is not read of the body would be taken for the next request, so the connection ends with this answer.
    const headers = [
      ["content-type", "application/json"],
      ["connection", "close"],
    ] as const;
    return send(response, { status: 413, headers, body: '{"message":"Request Too Long"}' });
  }
  const answer: HttpResponse = await route.handle(httpRequestOf(request, body), platform.scope({ endpoint }, signal));
  await send(response, { status: answer.statusCode, headers: answer.headers, body: answer.body });
}

function httpRequestOf(request: IncomingMessage, body: Uint8Array): HttpRequest {
  const [path = "", ...query] = (request.url ?? "/").split("?");
  const rawHeaders: [string, string][] = [];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    rawHeaders.push([request.rawHeaders[index] ?? "", request.rawHeaders[index + 1] ?? ""]);
  }
  return {
    method: request.method ?? "GET",
    host: request.headers.host ?? "",
    path,
    query: query.join("?"),
    headers: rawHeaders.map(([name, value]) => [name.toLowerCase(), value]),
    rawHeaders,
    body,
    sourceIp: (request.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
    protocol: `HTTP/${request.httpVersion}`,
  };
}
