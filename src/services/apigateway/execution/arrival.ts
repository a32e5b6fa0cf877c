/** A request as it arrived at a REST API, with what the gateway gives it: ids, a time, a trace. */
import { uuid } from "../../../kernel/random.ts";
import type { HttpRequest } from "../../../platform/http.ts";
import type { ApiAddress } from "../../../platform/proxy/api-address.ts";
import { extendedRequestId, type Trace, traceOf } from "../../../platform/proxy/trace-header.ts";
import type { AsyncScope } from "../../../platform/scope.ts";

export interface Arrival {
  readonly request: HttpRequest;
  readonly apiId: string;
  readonly domainName: string;
  readonly requestId: string;
  /** What access logs call the extended request id, such as `JKJaXmPLvHcESHA=`. */
  readonly extendedRequestId: string;
  readonly receivedAt: number;
  readonly trace: Trace;
  /** Scheme, host and port that the client used. */
  readonly endpoint: string;
  readonly stageName: string;
  /** The path within the stage, still percent-encoded. */
  readonly path: string;
}

export function arrivalOf(request: HttpRequest, address: ApiAddress, at: AsyncScope): Arrival {
  const [, stageName = "", path = "/"] = /^\/+([^/]*)(\/.*)?$/s.exec(address.path) ?? [];
  const receivedAt = at.clock.now();
  return {
    request,
    apiId: address.apiId,
    domainName: address.domainName,
    requestId: uuid(at.random),
    extendedRequestId: extendedRequestId(at.random),
    receivedAt,
    trace: traceOf(request, receivedAt, at.random),
    endpoint: at.endpoint,
    stageName,
    path: path.replace(/^\/+/, "/"),
  };
}
