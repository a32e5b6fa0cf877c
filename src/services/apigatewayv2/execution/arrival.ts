/** A request as it arrived at an HTTP API, with what the gateway gives it: an id, a time, a trace. */
import type { HttpRequest } from "../../../platform/http.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { type ApiAddress } from "../../../platform/proxy/api-address.ts";
import { percentDecoded } from "../../../platform/proxy/request-parts.ts";
import { extendedRequestId, type Trace, traceOf } from "../../../platform/proxy/trace-header.ts";

export interface Arrival {
  readonly request: HttpRequest;
  readonly apiId: string;
  readonly domainName: string;
  /** Such as `JKJaXmPLvHcESHA=`. */
  readonly requestId: string;
  readonly receivedAt: number;
  readonly trace: Trace;
  /** Scheme, host and port that the client used. */
  readonly endpoint: string;
  /** The whole path, decoded: HTTP APIs route by it and show it, unlike REST APIs. */
  readonly path: string;
  /** The stage that the path itself names, which only addresses that are paths can. */
  readonly namedDefaultStage: boolean;
}

export function arrivalOf(request: HttpRequest, address: ApiAddress, at: AsyncScope): Arrival {
  const path = percentDecoded(address.path);
  const [, rest] = /^\/\$default(\/.*)?$/s.exec(path) ?? [];
  const namedDefaultStage = address.isPath && /^\/\$default(?:\/|$)/.test(path);
  const receivedAt = at.clock.now();
  return {
    request,
    apiId: address.apiId,
    domainName: address.domainName,
    requestId: extendedRequestId(at.random),
    receivedAt,
    trace: traceOf(request, receivedAt, at.random),
    endpoint: at.endpoint,
    path: namedDefaultStage ? (rest ?? "/") : path,
    namedDefaultStage,
  };
}
