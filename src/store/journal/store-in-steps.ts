/** Hands what the journal made durable to the engine beneath, in commits that its transactions take. */
import { APPLY_ROWS } from "../limits.ts";
import type { Engine, Key, WriteSet } from "../store.ts";

/**
 * Stores `writes` in their order, and with the last of them `standing`, which says that all are there. A crash between two
 * steps leaves the old standing, and so has all of them stored once more: each row ends with its last value either way.
 */
export async function storeInSteps(engine: Engine, writes: readonly WriteSet[], standing: WriteSet): Promise<void> {
  const rows = writes.reduce((sum, { size }) => sum + size, 0);
  if (rows <= APPLY_ROWS) return engine.commit([...writes, standing]);
  let step = new Map<Key, Uint8Array | null>();
  for (const set of writes) {
    for (const [key, value] of set) {
      if (step.size >= APPLY_ROWS) {
        // oxlint-disable-next-line no-await-in-loop -- one behind the other is what keeps their order
        await engine.commit([step]);
        step = new Map();
      }
      step.set(key, value);
    }
  }
  return engine.commit([step, standing]);
}
