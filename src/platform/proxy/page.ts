/** Pages of lists of APIs and of their parts: the token of the next page is the id after which it goes on. */

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** How much of a list is wanted: behind which token, and how many entries. */
interface Wanted {
  readonly size: number;
  readonly token: string | undefined;
}

/** One page of `rows`, which are in the order of their ids. */
export function pageOf<T>(rows: Iterable<T>, idOf: (row: T) => string, { size, token }: Wanted): Page<T> {
  const after = token === undefined ? undefined : Buffer.from(token, "base64url").toString("utf8");
  const items: T[] = [];
  for (const row of rows) {
    if (after !== undefined && idOf(row) <= after) continue;
    if (items.length === size) {
      const last = items.at(-1);
      return { items, next: Buffer.from(last === undefined ? "" : idOf(last)).toString("base64url") };
    }
    items.push(row);
  }
  return { items };
}
