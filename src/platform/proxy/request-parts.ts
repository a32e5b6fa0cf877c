/** What a function is told of a request: its headers with those that the gateway adds, its parameters, its body. */
import type { HttpRequest } from "../http.ts";
import { isReserved } from "./header-names.ts";

/** A name and a value, in the order in which the request had them. */
export type Pair = readonly [name: string, value: string];

/** Values by name, in the order of the request. */
export function grouped(pairs: readonly Pair[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = groups.get(name);
    if (values === undefined) groups.set(name, [value]);
    else values.push(value);
  }
  return groups;
}

/** The first value of a header of the request; names are lower-case there. */
export function headerOf(request: HttpRequest, name: string): string | undefined {
  return request.headers.find(([each]) => each === name)?.[1];
}

/**
 * The request's headers as an integration gets them: without those that concern one connection only, and with where the
 * request came from.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function forwardedHeaders(request: HttpRequest, endpoint: string, traceHeader: string): readonly Pair[] {
  const { protocol, port } = new URL(endpoint);
  const scheme = protocol.replace(":", "");
  const before = headerOf(request, "x-forwarded-for");
  return [
    ...request.headers.filter(([name]) => !isReserved(name)),
    ["content-length", String(request.body.byteLength)],
    ["host", request.host],
    ["x-amzn-trace-id", traceHeader],
    ["x-forwarded-for", before === undefined ? request.sourceIp : `${before}, ${request.sourceIp}`],
    ["x-forwarded-port", port === "" ? (scheme === "https" ? "443" : "80") : port],
    ["x-forwarded-proto", scheme],
  ];
}

/** The parameters of a query string, decoded. */
export function queryPairs(query: string): readonly Pair[] {
  if (query === "") return [];
  return query
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const mark = part.indexOf("=");
      const name = mark < 0 ? part : part.slice(0, mark);
      return [decodedQuery(name), mark < 0 ? "" : decodedQuery(part.slice(mark + 1))] as const;
    });
}

function decodedQuery(text: string): string {
  return percentDecoded(text.replaceAll("+", " "));
}

/** Decodes percent-encoding; a text that is not well encoded stays as it is. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // The client's mistake is shown to the function as it came: nothing else could be told of it.
    return text;
  }
}

/** A body as an event carries it. */
export interface EventBody {
  readonly body: string | undefined;
  readonly isBase64Encoded: boolean;
}

/** No body, text, or base64. */
export function eventBody(body: Uint8Array, isBinary: boolean): EventBody {
  if (body.byteLength === 0) return { body: undefined, isBase64Encoded: false };
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return { body: buffer.toString(isBinary ? "base64" : "utf8"), isBase64Encoded: isBinary };
}

/** The media type of a Content-Type or Accept header: lower case, no parameters, the first of several. */
export function mediaTypeOf(header: string | undefined): string | undefined {
  const type = header?.split(/[;,]/, 1)[0]?.trim().toLowerCase();
  return type === "" ? undefined : type;
}

/** Of every name that has been grouped its last value: all that a map of single values can tell. */
export function lastValues(groups: ReadonlyMap<string, readonly string[]>): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from(groups, ([name, values]) => [name, values.at(-1) ?? ""]));
}
