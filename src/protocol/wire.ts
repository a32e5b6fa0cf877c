/** HTTP messages as the protocols see them: plain data, no sockets. */

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** The raw path, still percent-encoded, without the query. */
  readonly path: string;
  /** The raw query string, without `?`. */
  readonly query: string;
  /** Lower-case names; repeated headers joined by ", ". */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The whole body; empty where `bodyStream` carries it. */
  readonly body: Uint8Array;
  /** The body of an operation with a streaming input. */
  readonly bodyStream?: AsyncIterable<Uint8Array>;
}

/** A response to be sent. Its head and a body that is not a stream must leave in one write. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array>;
}

/** What is known of the call beside its output. */
export interface ResponseContext {
  /** The id that the response carries, a UUID. */
  readonly requestId: string;
  /** The request, for a protocol that answers in the form that the client accepts. */
  readonly wire?: Pick<WireRequest, "headers">;
}
