/** Pages of lists: at most a thousand, and a token only for whoever asked for pages. */
import { invalidParameterValue } from "../errors.ts";
import { FIXED } from "../limits.ts";

export interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/** Behind which name a page starts. @throws ServiceError InvalidParameterValue */
export function pageStart({ NextToken: token }: PageRequest): string | undefined {
  if (token === undefined) return undefined;
  const name = Buffer.from(token, "base64url").toString("utf8");
  if (name === "" || Buffer.from(name, "utf8").toString("base64url") !== token) {
    throw invalidParameterValue("NextToken", token, "It is not a token that a list returned.");
  }
  return name;
}

/** Cuts one page off `items`, which start where the page does and are in the order of their names. */
export function pageOf<T extends { readonly name: string }>(items: Iterable<T>, request: PageRequest): Page<T> {
  const size = request.MaxResults ?? FIXED.listResults;
  if (size < 1 || size > FIXED.listResults) {
    throw invalidParameterValue("MaxResults", size, `Must be between 1 and ${FIXED.listResults}, if provided.`);
  }
  const page: T[] = [];
  for (const item of items) {
    if (page.length === size) {
      const last = page[page.length - 1]?.name ?? "";
      const nextToken = request.MaxResults === undefined ? undefined : Buffer.from(last, "utf8").toString("base64url");
      return { items: page, nextToken };
    }
    page.push(item);
  }
  return { items: page, nextToken: undefined };
}
