/** Pages of lists, as the API of REST APIs asks for them and gives them. */
import { pageOf as pageOfRows } from "../../../platform/proxy/page.ts";
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
  const { items, next } = pageOfRows(rows, idOf, { size, token: position });
  return { items, ...(next === undefined ? {} : { position: next }) };
}
