/** What a resource of a stack made before: a creation that was cut short by a crash is found again by its owner. */
import type { ReadTransaction } from "../../store/store.ts";
import type { ResourceScope } from "../resource-type.ts";
import { ownerOf } from "../stack-caller.ts";

interface Owned {
  readonly madeBy?: string;
}

/** Things of one kind, and the one that is looked for. */
interface Wanted<P extends readonly string[], V> {
  readonly among: { range(tx: ReadTransaction, prefix: P): Iterable<{ readonly value: V }> };
  /** Where to look: an account and region for an API, an API for its parts. */
  readonly within: P;
  /** Tells it from others that the resource made, where a change can replace it; any one when absent. */
  readonly isIt?: (one: V) => boolean;
}

/** The API, or part of one, that this very resource made. */
export function madeBefore<P extends readonly string[], V extends Owned>(
  { among, within, isIt }: Wanted<P, V>,
  at: ResourceScope,
): V | undefined {
  return at.read((read) => {
    for (const { value } of among.range(read.tx, within)) {
      if (value.madeBy === ownerOf(at) && (isIt === undefined || isIt(value))) return value;
    }
    return undefined;
  });
}
