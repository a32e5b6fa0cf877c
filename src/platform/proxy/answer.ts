/** What an API answers, before the headers that every answer of its kind bears. */
import type { Pair } from "./request-parts.ts";

export interface Answer {
  readonly statusCode: number;
  readonly headers: readonly Pair[];
  readonly body: Uint8Array;
  /** Why the gateway itself answers, for the record of the request. */
  readonly reason?: string;
  readonly integrationMilliseconds?: number;
}
