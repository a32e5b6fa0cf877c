/** The port for HTTP calls that leave the cloud: deliveries to a subscriber's endpoint. */

/** One call. The address is the user's, and hostile until proven otherwise. */
export interface OutboundRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly timeoutMilliseconds: number;
}

/** What came of it. `refused` means that the address is one that is never called, and why. */
export type OutboundResult =
  | { readonly kind: "answered"; readonly statusCode: number; readonly body: Uint8Array }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string };

/** Calls out: resolves the name once and pins it, follows no redirect, bounds time and size, never calls link-local addresses. */
export interface OutboundHttp {
  send(request: OutboundRequest, signal: AbortSignal): Promise<OutboundResult>;
}
