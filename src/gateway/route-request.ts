/** Requests to addresses that are no AWS API: execute-api, function URLs, the admin API. */
import type { HttpRequest, HttpResponse, RequestSigner } from "../platform/http.ts";
import type { Platform } from "../platform/platform.ts";
import type { HttpRoute } from "../platform/service.ts";
import { BodyTooLarge, type Conversation } from "./http/conversation.ts";
import { ROUTE_BODY_BYTES } from "./limits.ts";

/** Reads the request, has the route answer it, and sends the answer. */
export async function routeRequest(
  route: HttpRoute,
  conversation: Conversation,
  {
    platform,
    endpoint,
    signal,
    signerOf,
  }: {
    readonly platform: Platform;
    readonly endpoint: string;
    readonly signal: AbortSignal;
    readonly signerOf: (body: Uint8Array) => RequestSigner;
  },
): Promise<void> {
  let body: Uint8Array;
  try {
    body = await conversation.readBody(ROUTE_BODY_BYTES);
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    const headers = [["content-type", "application/json"]] as const;
    return conversation.answer({ status: 413, headers, body: '{"message":"Request Too Long"}' });
  }
  const answer: HttpResponse = await route.handle(
    { ...httpRequestOf(conversation, body), signer: () => signerOf(body) },
    platform.scope({ endpoint }, signal),
  );
  await conversation.answer({ status: answer.statusCode, headers: answer.headers, body: answer.body });
}

function httpRequestOf(conversation: Conversation, body: Uint8Array): HttpRequest {
  const { method, target, remoteAddress, httpVersion, headers, rawHeaders: names } = conversation;
  const [path = "", ...query] = target.split("?");
  const rawHeaders: [string, string][] = [];
  for (let index = 0; index + 1 < names.length; index += 2) {
    rawHeaders.push([names[index] ?? "", names[index + 1] ?? ""]);
  }
  return {
    method,
    host: headers.host ?? "",
    path,
    query: query.join("?"),
    headers: rawHeaders.map(([name, value]) => [name.toLowerCase(), value]),
    rawHeaders,
    body,
    sourceIp: remoteAddress.replace(/^::ffff:/, ""),
    protocol: `HTTP/${httpVersion}`,
  };
}
