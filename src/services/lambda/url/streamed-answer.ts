/**
 * A response that a function streams, as a function URL sends it: with the head that the function wrote before it, where it
 * wrote one, and else as it is.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 */
import { readFormat2 } from "../../../platform/proxy/proxy-response.ts";
import type { Pair } from "../../../platform/proxy/request-parts.ts";
import type {
  InvokeWithResponseStreamResponse,
  InvokeWithResponseStreamResponseEvent,
} from "../../../schema/generated/lambda.ts";
import { RESPONSE_HEAD_BYTES_MAX } from "../limits.ts";
import { failedAnswer, headersOf, type UrlAnswer } from "./url-answer.ts";

/** Says that a head precedes the body: a JSON document, and eight zero bytes behind it. */
const WITH_HEAD = "application/vnd.awslambda.http-integration-response";
const END_OF_HEAD = Buffer.alloc(8);

type Events = AsyncIterator<InvokeWithResponseStreamResponseEvent>;

/** Resolves when the status is known; the body follows as the function writes it. */
export async function streamedAnswer(response: InvokeWithResponseStreamResponse): Promise<UrlAnswer> {
  const events = (response.EventStream ?? nothing())[Symbol.asyncIterator]();
  const first = await events.next();
  const complete = first.done === true ? undefined : first.value.InvokeComplete;
  if (complete?.ErrorCode !== undefined) return failedAnswer(`The function failed: ${complete.ErrorDetails ?? ""}`);
  const begun = payloadOf(first);
  const type = response.ResponseStreamContentType ?? "application/octet-stream";
  if (type !== WITH_HEAD) {
    return { statusCode: 200, headers: [["content-type", type]], body: new Uint8Array(), stream: rest(begun, events) };
  }
  return withHead(begun, events);
}

async function withHead(begun: Uint8Array, events: Events): Promise<UrlAnswer> {
  let bytes = Buffer.from(begun);
  let end = bytes.indexOf(END_OF_HEAD);
  while (end < 0) {
    const next = await events.next();
    if (next.done === true || bytes.length > RESPONSE_HEAD_BYTES_MAX) {
      await events.return?.();
      return failedAnswer("The function's response has no end of its head.");
    }
    bytes = Buffer.concat([bytes, payloadOf(next)]);
    end = bytes.indexOf(END_OF_HEAD);
  }
  const reading = readFormat2(headDocument(bytes.subarray(0, end)));
  if (reading.kind === "malformed") {
    await events.return?.();
    return failedAnswer(reading.reason);
  }
  const { statusCode, headers, cookies } = reading.response;
  const sent: readonly Pair[] = headersOf(headers, cookies, "application/octet-stream");
  const stream = rest(bytes.subarray(end + END_OF_HEAD.length), events);
  return { statusCode, headers: sent, body: new Uint8Array(), stream };
}

/** The head in the form of a whole response, of which the status code is 200 where it is not given. */
function headDocument(head: Uint8Array): Uint8Array {
  const text = Buffer.from(head).toString("utf8");
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document !== "object" || document === null) return head;
    return Buffer.from(JSON.stringify({ statusCode: 200, ...document }));
  } catch {
    // Whoever reads it says that it is no JSON.
    return head;
  }
}

async function* rest(begun: Uint8Array, events: Events): AsyncIterable<Uint8Array> {
  try {
    if (begun.byteLength > 0) yield begun;
    for (;;) {
      const next = await events.next();
      if (next.done === true) return;
      const piece = payloadOf(next);
      if (piece.byteLength > 0) yield piece;
    }
  } finally {
    // A reader who leaves lets the function end.
    await events.return?.();
  }
}

function payloadOf(result: IteratorResult<InvokeWithResponseStreamResponseEvent>): Uint8Array {
  return (result.done === true ? undefined : result.value.PayloadChunk?.Payload) ?? new Uint8Array();
}

async function* nothing(): AsyncIterable<InvokeWithResponseStreamResponseEvent> {}
