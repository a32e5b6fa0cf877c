/**
 * The lineage in AWS's trace header: a pair of its own beside Root, Parent and Sampled, which AWS allows for.
 * AWS's SDKs send the header of a running invocation on with every call, and queues keep it with their messages.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */

/** What precedes a record's id. */
const KEY = "Lineage=";
/** The id of a record, wherever in the header its pair stands. */
const PAIR = /(?:^|;)\s*Lineage=([^;\s]{1,128})(?=[;\s]|$)/;

/** The id of a trace: a version, the second of its beginning, and 96 bits of chance, in hexadecimal digits. */
const ROOT = /(?:^|;)\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?=[;\s]|$)/;

/** The lineage record that a trace header names, or undefined. */
export function causeOfTraceHeader(header: string | undefined): string | undefined {
  return header === undefined ? undefined : PAIR.exec(header)?.[1];
}

/** Characters of a header that is kept: its fields have some 70, and may have others beside them. */
const CHARACTERS_MAX = 1_024;
const WITH_ROOT = /^[ -~]*\bRoot=1-[0-9a-f]{8}-[0-9a-f]{24}\b[ -~]*$/i;

/** The header of a request as it goes on with a message; undefined for what is none, which a queue would refuse. */
export function keptTraceHeader(header: string | undefined): string | undefined {
  if (header === undefined || header.length > CHARACTERS_MAX) return undefined;
  return WITH_ROOT.test(header) ? header : undefined;
}

/** The trace that a header belongs to, or undefined. */
export function traceIdOf(header: string | undefined): string | undefined {
  return header === undefined ? undefined : ROOT.exec(header)?.[1];
}

/** A trace header that names `cause`; the same header when there is none to name. */
export function traceHeaderWithCause(header: string, cause: string): string {
  return cause === "" ? header : `${header};${KEY}${cause}`;
}
