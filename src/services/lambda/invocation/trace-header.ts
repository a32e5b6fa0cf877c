/**
 * The trace header of an invocation. AWS's SDKs send it on with every call that the function makes, and queues keep it
 * with their messages, so it names the invocation's record of the lineage.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
import { bytes } from "../../../kernel/random.ts";
import type { Random } from "../../../kernel/random.ts";
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import { traceHeaderWithCause } from "../../../platform/lineage/trace-header.ts";

/** The id of a trace that begins now. */
export function newTraceId(now: number, random: Random): string {
  const seconds = Math.floor(now / SECOND_MILLISECONDS)
    .toString(16)
    .padStart(8, "0");
  return `1-${seconds}-${hexadecimal(random, 12)}`;
}

/** A header for the invocation whose lineage record is `cause`. */
export function traceHeader(traceId: string, cause: string, random: Random): string {
  return traceHeaderWithCause(`Root=${traceId};Parent=${hexadecimal(random, 8)};Sampled=0`, cause);
}

function hexadecimal(random: Random, length: number): string {
  return Buffer.from(bytes(random, length)).toString("hex");
}
