/**
 * Reads the two requests that our own bootstraps send for each event, in the very form in which they send them: "give me
 * the next event" and "this is the answer". Everything else, and every other client, is for Node's own parser.
 */
import { MAXIMUM_RESPONSE_BYTES, PLAIN_REQUEST_HEAD_BYTES } from "../limits.ts";

export type PlainRequest =
  | { readonly kind: "next"; readonly bytes: number }
  | {
      readonly kind: "answer";
      readonly requestId: string;
      readonly isError: boolean;
      readonly errorType: string | undefined;
      /** Where the body begins, counted from the first byte of the request. */
      readonly headBytes: number;
      /** Of the whole request, of which the end may not have come yet. */
      readonly bytes: number;
    };

const HEAD_END = Buffer.from("\r\n\r\n");
const NEXT = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: ";
/** Linear: no part can match what its neighbour can. */
const ANSWER = new RegExp(
  String.raw`^POST /2018-06-01/runtime/invocation/([\w-]+)/(response|error) HTTP/1\.1\r\n` +
    String.raw`Host: ([\d.:]+)\r\nContent-Type: [\w/+.-]+\r\nContent-Length: (\d{1,7})` +
    String.raw`(?:\r\nLambda-Runtime-Function-Error-Type: ([\w.]+))?$`,
);

/** The request with which `heard` begins; undefined when it is none of the two, or its head is not whole. */
export function plainRequestOf(heard: Buffer, host: string): PlainRequest | undefined {
  const end = heard.indexOf(HEAD_END);
  if (end < 0 || end > PLAIN_REQUEST_HEAD_BYTES) return undefined;
  const head = heard.toString("latin1", 0, end);
  const headBytes = end + HEAD_END.length;
  if (head === NEXT + host) return { kind: "next", bytes: headBytes };
  const [, requestId, kind, named, length, errorType] = ANSWER.exec(head) ?? [];
  if (requestId === undefined || named !== host || Number(length) > MAXIMUM_RESPONSE_BYTES) return undefined;
  return {
    kind: "answer",
    requestId,
    isError: kind === "error",
    errorType,
    headBytes,
    bytes: headBytes + Number(length),
  };
}
