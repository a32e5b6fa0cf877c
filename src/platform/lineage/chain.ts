/**
 * What the id of a lineage record carries from its ancestors, behind a `~`: a short text that a service gave a record, and
 * that everything has which happens because of it. It goes wherever the id goes, through messages, trace headers and
 * restarts, and needs no record to be kept. Lambda counts in it how often a function came by: loops are found so.
 */

const MARK = "~";

/** How long a chain may be, so that an id fits where ids are read. */
export const CHAIN_CHARACTERS_MAX = 100;

/** The chain that the record `id` belongs to; empty when to none. */
export function chainOf(id: string): string {
  const mark = id.indexOf(MARK);
  return mark < 0 ? "" : id.slice(mark + 1);
}

/** `id`, which has no chain yet, as that of a record in `chain`. */
export function idInChain(id: string, chain: string): string {
  return chain === "" ? id : id + MARK + chain;
}

/** The id of one of the records that were given `id` together; it is in the same chain. */
export function idInGroup(id: string, index: number): string {
  const mark = id.indexOf(MARK);
  return mark < 0 ? `${id}.${index}` : `${id.slice(0, mark)}.${index}${id.slice(mark)}`;
}
