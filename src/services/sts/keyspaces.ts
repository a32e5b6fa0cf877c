/** What STS stores: the temporary keys that it issued. */
import type { UserCaller } from "../../platform/caller.ts";
import { text } from "../../store/key.ts";
import { keyspace } from "../../store/keyspace.ts";
import { record } from "../../store/value-codec.ts";

/** One role session and its keys. */
export interface SessionRecord {
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly caller: UserCaller;
}

/** By access key id, which is unique in the whole cloud: the gateway knows no account before it knows the key. */
export const sessions = keyspace("sts/sessions", { key: [text] as const, value: record<SessionRecord>() });
