/** Pages of lists: at most 100 items, and a token that says where the next page begins. */
import { invalidParameter } from "../errors.ts";
import { LIST_PAGE_ITEMS } from "../limits.ts";

export interface Page<T> {
  readonly items: readonly T[];
  readonly NextToken: string | undefined;
}

/** The page at the start of `rows`, which holds one more than a page when there are more. */
export function pageOf<T>(rows: readonly T[], keyOf: (row: T) => readonly string[], most = LIST_PAGE_ITEMS): Page<T> {
  const items = rows.slice(0, most);
  const last = items.at(-1);
  const isWhole = rows.length <= most || last === undefined;
  return { items, NextToken: isWhole ? undefined : Buffer.from(JSON.stringify(keyOf(last))).toString("base64") };
}

/** The key of `parts` parts behind which a page begins; empty for the first page. @throws ServiceError InvalidParameter */
export function positionOf(token: string | undefined, parts: number): readonly string[] {
  if (token === undefined || token === "") return [];
  let position: unknown;
  try {
    position = JSON.parse(Buffer.from(token, "base64").toString());
  } catch {
    // Not one of our tokens: refused as any other that is none.
  }
  const isKey =
    Array.isArray(position) && position.length === parts && position.every((part) => typeof part === "string");
  if (!isKey) throw invalidParameter("NextToken");
  // The line above has seen every part.
  return position as readonly string[];
}
