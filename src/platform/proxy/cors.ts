/**
 * CORS as the configuration of an HTTP API or a function URL says: preflight requests are answered here, and the headers
 * of every other answer are the configuration's, whatever a function wrote.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
 */
import type { HttpRequest } from "../http.ts";
import { headerOf, type Pair } from "./request-parts.ts";
import type { Answer } from "./answer.ts";

/** What a configuration allows. Names of headers are lower-case. */
export interface CorsRules {
  readonly AllowCredentials?: boolean;
  readonly AllowHeaders?: readonly string[];
  readonly AllowMethods?: readonly string[];
  readonly AllowOrigins?: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  readonly MaxAge?: number;
}

/** The answer to a preflight request, or undefined when the request is none. */
export function preflightAnswer(cors: CorsRules, request: HttpRequest): Answer | undefined {
  const origin = headerOf(request, "origin");
  const method = headerOf(request, "access-control-request-method");
  if (request.method !== "OPTIONS" || origin === undefined || method === undefined) return undefined;
  const asked = (headerOf(request, "access-control-request-headers") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  const allowed = allowedOrigin(cors, origin);
  const permitted =
    allowed !== undefined &&
    contains(cors.AllowMethods, method) &&
    asked.every((name) => contains(cors.AllowHeaders, name));
  return { statusCode: 204, headers: permitted ? preflightHeaders(cors, allowed) : [], body: new Uint8Array() };
}

function preflightHeaders(cors: CorsRules, origin: string): readonly Pair[] {
  const { AllowHeaders: headers, AllowMethods: methods, MaxAge: maxAge, AllowCredentials: credentials } = cors;
  return [
    ["access-control-allow-origin", origin],
    ...listHeader("access-control-allow-methods", methods),
    ...listHeader("access-control-allow-headers", headers),
    ...(maxAge === undefined ? [] : [["access-control-max-age", String(maxAge)] as const]),
    ...(credentials ? [["access-control-allow-credentials", "true"] as const] : []),
  ];
}

/** The answer to a request that is no preflight. */
export function withCors<T extends Answer>(cors: CorsRules, request: HttpRequest, answer: T): T {
  const headers = answer.headers.filter(([name]) => !name.startsWith("access-control-"));
  const origin = headerOf(request, "origin");
  const allowed = origin === undefined ? undefined : allowedOrigin(cors, origin);
  if (allowed === undefined) return { ...answer, headers };
  return {
    ...answer,
    headers: [
      ...headers,
      ["access-control-allow-origin", allowed],
      ...listHeader("access-control-expose-headers", cors.ExposeHeaders),
      ...(cors.AllowCredentials ? [["access-control-allow-credentials", "true"] as const] : []),
    ],
  };
}

/** What the answer says of the origin: `*` where every one is allowed, else the origin itself. */
function allowedOrigin({ AllowOrigins: origins = [] }: CorsRules, origin: string): string | undefined {
  if (origins.includes("*")) return "*";
  const wanted = origin.toLowerCase();
  const isAllowed = origins.some((each) => {
    const allowed = each.toLowerCase();
    return allowed.endsWith("://*") ? wanted.startsWith(allowed.slice(0, -1)) : allowed === wanted;
  });
  return isAllowed ? origin : undefined;
}

/** A list that is not configured is not sent either: what browsers allow without one is then for them to say. */
function contains(allowed: readonly string[] | undefined, value: string): boolean {
  return allowed === undefined || allowed.includes("*") || allowed.includes(value);
}

function listHeader(name: string, values: readonly string[] = []): readonly Pair[] {
  return values.length === 0 ? [] : [[name, values.join(",")]];
}
