/** Pages of lists, as the API of HTTP APIs asks for them and gives them. */
import { pageOf as pageOfRows } from "../../../platform/proxy/page.ts";
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
  const { items, next } = pageOfRows(rows, idOf, { size, token: NextToken });
  return { Items: items, ...(next === undefined ? {} : { NextToken: next }) };
}
