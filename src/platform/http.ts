/** Plain HTTP as services with addresses of their own see it: execute-api, function URLs. */

import type { UserCaller } from "./caller.ts";

/** Who signed a request; or why its signature does not hold. */
export type RequestSigner = UserCaller | { readonly kind: "refused"; readonly reason: string };

/** A request that is not an AWS API call. */
export interface HttpRequest {
  readonly method: string;
  /** The Host header, port included. */
  readonly host: string;
  /** The raw path, still percent-encoded, as the client sent it. */
  readonly path: string;
  /** The raw query string without `?`. */
  readonly query: string;
  /** Lower-case names; repeated headers in order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The same headers with their names as the client wrote them; absent where no wire was between. */
  readonly rawHeaders?: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  readonly sourceIp: string;
  /** Such as `HTTP/1.1`. */
  readonly protocol: string;
  /** Reads the signature, for addresses that ask for one; absent where no wire was between. */
  readonly signer?: () => RequestSigner;
}

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}
