/** Whether an event carries a request's body as base64. */
import type { HttpRequest } from "../http.ts";
import { headerOf, mediaTypeOf } from "./request-parts.ts";

const TEXT_TYPES: ReadonlySet<string> = new Set(["application/json", "application/xml", "application/javascript"]);

/** Text types stay text; all others, forms included, and everything that is compressed, become base64. */
export function isBinary(request: HttpRequest): boolean {
  if (headerOf(request, "content-encoding") !== undefined) return true;
  const type = mediaTypeOf(headerOf(request, "content-type"));
  return type !== undefined && !type.startsWith("text/") && !TEXT_TYPES.has(type);
}
