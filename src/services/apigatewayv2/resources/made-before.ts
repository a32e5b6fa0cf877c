/** What a resource of a stack made before: a creation that was cut short by a crash is found again by its owner. */
import type { ResourceScope } from "../../../platform/resource-type.ts";
import { ownerOf } from "../../../platform/proxy/template-values.ts";
import type { KeyspaceEntry } from "../../../store/keyspace.ts";
import type { ReadTransaction } from "../../../store/store.ts";

interface Owned {
  readonly madeBy?: string;
}

/** The parts of an API, as far as looking for one needs them. */
interface Parts<V> {
  range(tx: ReadTransaction, prefix: readonly [string]): Iterable<KeyspaceEntry<readonly [string, string], V>>;
}

/** The part of the API that this very resource made, and that `isIt` recognizes. */
export function madeBefore<V extends Owned>(
  parts: Parts<V>,
  apiId: string,
  at: ResourceScope,
  isIt: (part: V) => boolean = () => true,
): V | undefined {
  return at.read((read) => {
    for (const { value } of parts.range(read.tx, [apiId])) {
      if (value.madeBy === ownerOf(at) && isIt(value)) return value;
    }
    return undefined;
  });
}
