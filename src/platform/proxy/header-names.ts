/** Header names with a meaning of their own to a gateway. */
import type { HttpRequest } from "../http.ts";

/** Headers that concern one connection only, and those that the gateway writes itself. */
const RESERVED: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-amzn-trace-id",
  "x-forwarded-for",
  "x-forwarded-port",
  "x-forwarded-proto",
]);

/** Whether a request's header (in lower case) is not handed on as it is. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name);
}

/** Words of header names that are not written with one capital. */
const WORDS: Readonly<Record<string, string>> = { dnt: "DNT", etag: "ETag", te: "TE", md5: "MD5", www: "WWW" };

/** Registered names, which practically every HTTP/1.1 client writes in their canonical form. */
const CANONICAL: ReadonlySet<string> = new Set(
  (
    "accept accept-charset accept-encoding accept-language authorization cache-control content-disposition " +
    "content-encoding content-language content-length content-md5 content-type cookie date dnt forwarded from host " +
    "if-match if-modified-since if-none-match if-range if-unmodified-since origin pragma range referer user-agent via " +
    "x-amzn-trace-id x-forwarded-for x-forwarded-host x-forwarded-port x-forwarded-proto x-requested-with x-api-key"
  ).split(" "),
);

/**
 * How events of format 1.0 name the headers of a request: as the client wrote them. Those that the gateway adds have
 * their canonical form, and so do registered names of a request that came over no wire.
 */
export function shownNames({ rawHeaders = [] }: HttpRequest): (name: string) => string {
  const written = new Map(rawHeaders.map(([name]) => [name.toLowerCase(), name]));
  return (name) => written.get(name) ?? canonicalName(name);
}

function canonicalName(name: string): string {
  if (!CANONICAL.has(name)) return name;
  return name
    .split("-")
    .map((word) => WORDS[word] ?? word.charAt(0).toUpperCase() + word.slice(1))
    .join("-");
}

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// oxlint-disable-next-line no-control-regex -- what must not be in a header's value are control characters
const FORBIDDEN_IN_VALUE = /[\x00-\x08\x0a-\x1f\x7f]|[^\x00-\xff]/;

/** Whether a header can be sent: anything else would let a function split the response. */
export function isSendable(name: string, value: string): boolean {
  return NAME.test(name) && !FORBIDDEN_IN_VALUE.test(value);
}
