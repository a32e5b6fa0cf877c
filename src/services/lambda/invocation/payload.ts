/** The event that a request carries: how large it may be, and that it is JSON. */
import { clientContextInvalid, invalidRequestContent, requestTooLarge } from "../errors.ts";
import { ASYNCHRONOUS_PAYLOAD_BYTES_MAX, CLIENT_CONTEXT_BYTES_MAX, SYNCHRONOUS_PAYLOAD_BYTES_MAX } from "../limits.ts";

/**
 * The event of an Invoke; no body stands for `{}`.
 * @throws AWS's answers to an event that is too large or no JSON
 */
export function eventPayload(payload: Uint8Array | undefined, isAsynchronous: boolean): Uint8Array {
  if (payload === undefined || payload.byteLength === 0) return Buffer.from("{}");
  const maximum = isAsynchronous ? ASYNCHRONOUS_PAYLOAD_BYTES_MAX : SYNCHRONOUS_PAYLOAD_BYTES_MAX;
  if (payload.byteLength > maximum) throw requestTooLarge(maximum);
  const text = Buffer.from(payload).toString("utf8");
  try {
    JSON.parse(text);
  } catch {
    throw invalidRequestContent(
      `Could not parse request body into json: Could not parse payload into json: ${whatIsWrong(text)}\n at [Source: ` +
        "REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 1]",
    );
  }
  return payload;
}

/** The client context as JSON text. @throws the answer to one that is none */
export function clientContextOf(encoded: string | undefined): string | undefined {
  if (encoded === undefined || encoded === "") return undefined;
  if (Buffer.byteLength(encoded) > CLIENT_CONTEXT_BYTES_MAX) throw requestTooLarge(CLIENT_CONTEXT_BYTES_MAX);
  const text = Buffer.from(encoded, "base64").toString("utf8");
  try {
    const context: unknown = JSON.parse(text);
    if (typeof context === "object" && context !== null) return text;
  } catch {
    // Answered below, with whatever else is no JSON object.
  }
  throw clientContextInvalid();
}

/** The words of the parser that AWS uses, for the two ways in which most payloads are wrong. */
function whatIsWrong(text: string): string {
  const token = /^\s*([A-Za-z_$][\w$]*)/.exec(text)?.[1];
  if (token !== undefined) {
    return `Unrecognized token '${token}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`;
  }
  const code = text.trimStart().codePointAt(0) ?? 0;
  const character = code < 0x20 || (code >= 0x7f && code < 0xa0) ? "CTRL-CHAR" : `'${String.fromCodePoint(code)}'`;
  return (
    `Unexpected character (${character === "CTRL-CHAR" ? `(CTRL-CHAR, code ${code})` : `${character} (code ${code})`}): ` +
    "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
  );
}
