/** One page of a list: the marker is the name of the last item of the page before. */
import { invalidMarker } from "../errors.ts";
import { PAGE_ITEMS_DEFAULT } from "../limits.ts";

interface Asked {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly rest: { readonly IsTruncated: boolean; readonly Marker?: string };
}

/** The page of `items` that `asked` names. `items` are in the order of what `nameOf` tells of them. */
export function pageOf<T>(items: Iterable<T>, asked: Asked, nameOf: (item: T) => string): Page<T> {
  const after = asked.Marker === undefined ? undefined : readMarker(asked.Marker);
  const size = asked.MaxItems ?? PAGE_ITEMS_DEFAULT;
  const page: T[] = [];
  for (const item of items) {
    if (after !== undefined && nameOf(item) <= after) continue;
    const last = page.at(-1);
    if (page.length === size && last !== undefined) {
      const Marker = Buffer.from(nameOf(last)).toString("base64");
      return { items: page, rest: { IsTruncated: true, Marker } };
    }
    page.push(item);
  }
  return { items: page, rest: { IsTruncated: false } };
}

function readMarker(marker: string): string {
  const name = Buffer.from(marker, "base64").toString();
  if (Buffer.from(name).toString("base64") !== marker) throw invalidMarker(marker);
  return name;
}
