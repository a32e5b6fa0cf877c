/**
 * The trace header of a request through a gateway: the client's own, or a new one. The record that it names, if any, is
 * what the request happens because of.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
import { SECOND_MILLISECONDS } from "../../kernel/durations.ts";
import { bytes, text, type Random } from "../../kernel/random.ts";
import type { HttpRequest } from "../http.ts";
import { causeOfTraceHeader } from "../lineage/trace-header.ts";
import { headerOf } from "./request-parts.ts";

export interface Trace {
  readonly header: string;
  /** The lineage record that the header names; empty when it names none. */
  readonly cause: string;
}

export function traceOf(request: HttpRequest, now: number, random: Random): Trace {
  const given = headerOf(request, "x-amzn-trace-id");
  if (given !== undefined && /(?:^|;)\s*Root=/.test(given)) {
    return { header: given, cause: causeOfTraceHeader(given) ?? "" };
  }
  const seconds = Math.floor(now / SECOND_MILLISECONDS).toString(16);
  const header = `Root=1-${seconds.padStart(8, "0")}-${Buffer.from(bytes(random, 12)).toString("hex")}`;
  return { header, cause: "" };
}

/** The id that API Gateway itself gives a request, such as `JKJaXmPLvHcESHA=`. */
export function extendedRequestId(random: Random): string {
  return `${text(random, 15, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")}=`;
}
