/** Pages of lists: the position of the next page is the id after which it goes on. */
import { badRequest } from "../errors.ts";
import { PAGE_ENTRIES, PAGE_ENTRIES_MAX } from "../limits.ts";

export interface PageRequest {
  readonly limit?: number | undefined;
  readonly position?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly position?: string;
}

/** One page of `rows`, which are in the order of their ids. @throws BadRequestException */
export function pageOf<T>(rows: Iterable<T>, idOf: (row: T) => string, { limit, position }: PageRequest): Page<T> {
  const size = limit ?? PAGE_ENTRIES;
  if (size < 1 || size > PAGE_ENTRIES_MAX) throw badRequest("Invalid limit specified");
  const after = position === undefined ? undefined : Buffer.from(position, "base64url").toString("utf8");
  const items: T[] = [];
  for (const row of rows) {
    if (after !== undefined && idOf(row) <= after) continue;
    if (items.length === size) {
      const last = items.at(-1);
      return { items, position: Buffer.from(last === undefined ? "" : idOf(last)).toString("base64url") };
    }
    items.push(row);
  }
  return { items };
}
