/** Pages of lists: the token of the next page is the id after which it goes on. */
import { badRequest } from "../errors.ts";
import { PAGE_ENTRIES } from "../limits.ts";

export interface PageRequest {
  readonly MaxResults?: string | undefined;
  readonly NextToken?: string | undefined;
}

export interface Page<T> {
  readonly Items: readonly T[];
  readonly NextToken?: string;
}

/** One page of `rows`, which are in the order of their ids. @throws BadRequestException */
export function pageOf<T>(
  rows: Iterable<T>,
  idOf: (row: T) => string,
  { MaxResults, NextToken }: PageRequest,
): Page<T> {
  const size = MaxResults === undefined ? PAGE_ENTRIES : Number(MaxResults);
  if (!Number.isInteger(size) || size < 1 || size > PAGE_ENTRIES) {
    throw badRequest("Invalid maxResults value specified");
  }
  const after = NextToken === undefined ? undefined : Buffer.from(NextToken, "base64url").toString("utf8");
  const items: T[] = [];
  for (const row of rows) {
    if (after !== undefined && idOf(row) <= after) continue;
    if (items.length === size) {
      const last = items.at(-1);
      return { Items: items, NextToken: Buffer.from(last === undefined ? "" : idOf(last)).toString("base64url") };
    }
    items.push(row);
  }
  return { Items: items };
}
