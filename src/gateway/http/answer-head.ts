/** The head of an answer as text, as Node's own server writes it. */
import { STATUS_CODES } from "node:http";
import { SECOND_MILLISECONDS } from "../../kernel/durations.ts";
import { realClock } from "../../kernel/real-clock.ts";
import { isSendable } from "../../platform/proxy/header-names.ts";
import { KEEP_ALIVE_MILLISECONDS } from "../limits.ts";

/** How long the body is: `chunked` where nobody knows yet, `none` where there can be none. */
export type BodyLength = number | "chunked" | "none";

export interface AnswerHead {
  /** Up to and including the empty line; one character, one byte. */
  readonly text: string;
  /** The connection ends with this answer, because the answer says so. */
  readonly closes: boolean;
}

const KEEP_ALIVE = `Connection: keep-alive\r\nKeep-Alive: timeout=${KEEP_ALIVE_MILLISECONDS / SECOND_MILLISECONDS}\r\n`;

/** @throws TypeError for a name or value that would break out of its line */
export function answerHead(
  status: number,
  headers: Iterable<readonly [name: string, value: string]>,
  length: BodyLength,
): AnswerHead {
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "unknown"}\r\n`;
  let hasLength = false;
  let hasDate = false;
  let connection: string | undefined;
  for (const [name, value] of headers) {
    if (!isSendable(name, value)) throw new TypeError(`the header ${name} cannot be sent`);
    text += `${name}: ${value}\r\n`;
    const known = name.toLowerCase();
    if (known === "content-length") hasLength = true;
    else if (known === "date") hasDate = true;
    else if (known === "connection") connection = value.toLowerCase();
  }
  if (!hasLength && typeof length === "number") text += `content-length: ${length}\r\n`;
  if (!hasLength && length === "chunked") text += "transfer-encoding: chunked\r\n";
  if (!hasDate) text += dateLine();
  text += connection === undefined ? `${KEEP_ALIVE}\r\n` : LINE_END;
  return { text, closes: connection === "close" };
}

const LINE_END = "\r\n";

let dateSecond = -1;
let dateText = "";

/** The same for a whole second. */
function dateLine(): string {
  const second = Math.floor(realClock.now() / SECOND_MILLISECONDS);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = `Date: ${new Date(second * SECOND_MILLISECONDS).toUTCString()}\r\n`;
  }
  return dateText;
}
