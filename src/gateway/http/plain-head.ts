/**
 * Reads the head of a plain request: a POST with a body of known, small length and nothing unusual about it. That is
 * what SDKs send all day long, and reading it here costs half of what a general parser and its streams do.
 *
 * Everything else is declined, and left to Node's own parser: what is accepted here must be what that one reads, byte
 * for byte, and a test gives both the same hostile bytes to see that it is.
 */
import { PLAIN_BODY_BYTES, PLAIN_HEAD_BYTES, PLAIN_HEADERS } from "../limits.ts";

export interface PlainHead {
  readonly target: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  /** Where the body begins, counted from the head's first byte. */
  readonly headBytes: number;
  readonly bodyBytes: number;
}

/** Request line and fields of printable ASCII, each line ended by CRLF. Linear: no part can match what its neighbour can. */
const HEAD = /^POST (\/[!-~]*) HTTP\/1\.1\r\n((?:[!#$%&'*+\-.^_`|~\dA-Za-z]+:[\t -~]*\r\n)+)$/;
const HEAD_END = Buffer.from("\r\n\r\n");
const LINE_END = "\r\n";
const LENGTH = "content-length";
const DIGITS = /^\d{1,7}$/;

/**
 * Fields that change how a message is framed, what becomes of the connection, or how Node presents them, and the name
 * that no object can have as a plain property.
 */
const UNUSUAL: ReadonlySet<string> = new Set([
  "__proto__",
  "expect",
  "http2-settings",
  "proxy-connection",
  "set-cookie",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The head with which `bytes` begin; undefined when it is not whole, or not plain. */
export function plainHeadOf(bytes: Buffer): PlainHead | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0 || end > PLAIN_HEAD_BYTES) return undefined;
  const match = HEAD.exec(bytes.toString("latin1", 0, end + LINE_END.length));
  const [, target, fields] = match ?? [];
  if (target === undefined || fields === undefined) return undefined;
  const rawHeaders: string[] = [];
  const headers: Record<string, string> = {};
  for (let start = 0; start < fields.length;) {
    const colon = fields.indexOf(":", start);
    const lineEnd = fields.indexOf(LINE_END, colon);
    const rawName = fields.slice(start, colon);
    const name = rawName.toLowerCase();
    const value = trimmed(fields, colon + 1, lineEnd);
    // Node refuses some white space behind a length, which nobody sends.
    if (name === LENGTH && isWhiteSpace(fields.charCodeAt(lineEnd - 1))) return undefined;
    // Which of two fields counts, or how they are joined, is for the general parser to say.
    if (headers[name] !== undefined || UNUSUAL.has(name)) return undefined;
    headers[name] = value;
    rawHeaders.push(rawName, value);
    start = lineEnd + LINE_END.length;
  }
  const { host, connection, [LENGTH]: length } = headers;
  if (host === undefined || host === "" || length === undefined) return undefined;
  if (!DIGITS.test(length) || Number(length) > PLAIN_BODY_BYTES) return undefined;
  if (connection !== undefined && connection.toLowerCase() !== "keep-alive") return undefined;
  if (rawHeaders.length > PLAIN_HEADERS * 2) return undefined;
  return { target, headers, rawHeaders, headBytes: end + HEAD_END.length, bodyBytes: Number(length) };
}

const SPACE = 0x20;
const TAB = 0x09;

/** A part of `text` without the white space around it. */
function trimmed(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++;
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isWhiteSpace(code: number): boolean {
  return code === SPACE || code === TAB;
}
