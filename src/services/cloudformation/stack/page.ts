/** Pages of lists. The token is the position behind the last item, which stays right while items are only added behind it. */
import { invalidNextToken } from "../errors.ts";
import { PAGE_ITEMS } from "../limits.ts";

interface Page<T> {
  readonly items: readonly T[];
  readonly NextToken: string | undefined;
}

/** @throws ValidationError for a token that none of ours is */
export function pageOf<T>(items: readonly T[], token: string | undefined): Page<T> {
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isSafeInteger(start) || start < 0) throw invalidNextToken();
  const end = start + PAGE_ITEMS;
  return { items: items.slice(start, end), NextToken: end < items.length ? String(end) : undefined };
}
