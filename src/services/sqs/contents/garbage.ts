/** Clearing away the contents of purged and deleted queues, a batch at a time. */
import type { Keyspace } from "../../../store/keyspace.ts";
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import {
  attempts,
  deduplication,
  ends,
  garbage,
  groups,
  hidden,
  members,
  messages,
  ready,
  receipts,
  tallies,
  tenantMessages,
  tenants,
  tenantTurns,
  turns,
} from "../keyspaces.ts";
import { UPKEEP_BATCH_MESSAGES } from "../limits.ts";
import { asideShelf, lineShelf } from "./message-key.ts";

/** Contents that nothing refers to any more, if there are some. */
export function someGarbage(at: ReadScope): number | undefined {
  for (const [contents] of garbage.keys(at.tx, [])) return contents;
  return undefined;
}

/** Removes one batch of rows, and in the end the note that there is something to remove. */
export function clearGarbage(at: WriteScope, contents: number): void {
  let left = UPKEEP_BATCH_MESSAGES;
  const clear = <K extends readonly [number, ...unknown[]], V>(rows: Keyspace<K, V>, first: number): void => {
    if (left <= 0) return;
    // One number is the first part of the key of each of these keyspaces; generic code cannot see that.
    const prefix = [first] as unknown as Parameters<typeof rows.keys>[1];
    for (const key of rows.keys(at.tx, prefix, { limit: left })) {
      rows.delete(at.tx, key);
      left--;
    }
  };
  for (const shelf of [lineShelf(contents), asideShelf(contents)]) {
    clear(messages, shelf);
    clear(receipts, shelf);
  }
  clear(hidden, contents);
  clear(ready, contents);
  clear(tenants, contents);
  clear(tenantMessages, contents);
  clear(tenantTurns, contents);
  clear(members, contents);
  clear(groups, contents);
  clear(turns, contents);
  clear(deduplication, contents);
  clear(attempts, contents);
  clear(ends, contents);
  clear(tallies, contents);
  if (left > 0) garbage.delete(at.tx, [contents]);
}
