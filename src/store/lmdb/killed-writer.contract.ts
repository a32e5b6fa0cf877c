/** The program that the durability test kills: it writes rows in order and says which ones are acknowledged. */
import { argv, stdout } from "node:process";
import { systemRandom } from "../../kernel/random.ts";
import { number, text } from "../key.ts";
import { keyspace } from "../keyspace.ts";
import { openStore } from "../open-store.ts";
import type { Store } from "../store.ts";
import { record } from "../value-codec.ts";

/** A row that was written in the given place of the order; some have a blob. */
export interface KilledRow {
  readonly order: number;
  readonly filler: Uint8Array;
  readonly blob?: string;
}

export const killedRows = keyspace("test/killed/rows", { key: [number], value: record<KilledRow>() });
export const killedLast = keyspace("test/killed/last", { key: [text], value: record<number>() });

/** So many writers share each group commit. */
const WRITERS = 16;
const BLOB_EVERY = 50;

async function run(directory: string): Promise<never> {
  const { store, blobs } = await openStore({ directory, random: systemRandom() });
  const writer = async (): Promise<never> => {
    for (;;) {
      const { result, committed } = append(store, undefined);
      await committed;
      stdout.write(`${result}\n`);
      if (result % BLOB_EVERY !== 0) continue;
      const blob = await blobs.put([Buffer.from(`the blob of ${result}`)], 100);
      const referring = append(store, blob.id);
      await referring.committed;
      stdout.write(`${referring.result}\n`);
    }
  };
  return Promise.race(Array.from({ length: WRITERS }, writer));
}

/** Writes the next row, and the number of the last one, in one transaction. */
function append(store: Store, blob: string | undefined): { result: number; committed: Promise<void> } {
  return store.write((tx) => {
    const order = (killedLast.get(tx, ["last"]) ?? 0) + 1;
    const filler = Buffer.alloc(order % 5000, order & 255);
    killedRows.put(tx, [order], blob === undefined ? { order, filler } : { order, filler, blob });
    killedLast.put(tx, ["last"], order);
    return order;
  });
}

const [, , role, directory] = argv;
if (role === "write-until-killed" && directory !== undefined) await run(directory);
