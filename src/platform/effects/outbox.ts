/** The rows of durable effects: written with the change that asks for them, removed when they have run. */
import { number, text } from "../../store/key.ts";
import { keyspace } from "../../store/keyspace.ts";
import { record } from "../../store/value-codec.ts";
import type { EffectRequest } from "./effect.ts";

/** An effect as it waits. */
export interface StoredEffect extends EffectRequest {
  readonly account: string;
  readonly region: string;
  readonly cause: string;
  readonly requestId: string;
  readonly endpoint: string;
  readonly addedAt: number;
  /** How many tries have ended without success. */
  readonly attempts: number;
}

/** Effects that have not run to their end, by source and order. */
export const outbox = keyspace("platform/effects", {
  key: [text, number] as const,
  value: record<StoredEffect>(),
});
