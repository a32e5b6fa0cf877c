/** The end of an accepted event: what is told of it, and to whom it is handed on. */
import { uuid } from "../../../kernel/random.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { functionArn } from "../function/function-name.ts";
import { LATEST } from "../function/function-record.ts";
import { emitFigures } from "../invocation/function-metrics.ts";
import { failureReason, type FunctionResult } from "../invocation/run-function.ts";
import { asynchronousEvents } from "../keyspaces.ts";
import { ERROR_MESSAGE_BYTES_MAX } from "../limits.ts";
import { endsOf } from "./event-ends.ts";
import type { AsynchronousEvent, EventCondition, EventKey } from "./event-record.ts";
import { DELIVER_RECORD, SEND_DEAD_LETTER, type DeadLetter, type RecordDelivery } from "./hand-on.ts";

/** How it ended. */
export interface EventEnd {
  readonly condition: EventCondition;
  readonly invokeCount: number;
  /** The last run, when the end follows from one. */
  readonly result?: Extract<FunctionResult, { readonly kind: "ran" }>;
  /** Why it did not run, when that is how it ended. */
  readonly refusal?: { readonly statusCode: number; readonly message: string };
}

/** Removes the event and sets in motion what its function asks for: a destination, a dead letter, both or neither. */
export function concludeEvent(key: EventKey, end: EventEnd, at: WriteScope): void {
  const event = asynchronousEvents.get(at.tx, key);
  if (event === undefined) return;
  asynchronousEvents.delete(at.tx, key);
  const isSuccess = end.condition === "Success";
  const ends = endsOf(event, at);
  const destination = isSuccess ? ends.onSuccess : ends.onFailure;
  const deadLetterTarget = isSuccess ? undefined : ends.deadLetterTargetArn;
  const arn = functionArn(at, event.name);
  emitFigures([["AsyncEventsDropped", isSuccess ? 0 : 1]], event, at);
  const parent = end.result?.cause ?? event.cause;
  const isKept = destination !== undefined || deadLetterTarget !== undefined;
  const cause = at.record({
    kind: "lambda.event",
    resource: arn,
    parent,
    subject: event.requestId,
    ...(isSuccess ? { outcome: "ok" } : { outcome: isKept ? "dead-lettered" : outcomeOf(end), reason: reasonOf(end) }),
  });
  const common = { functionName: event.name, qualifier: event.qualifier, cause };
  if (destination !== undefined) {
    const body = JSON.stringify(invocationRecord(event, end, { arn, now: at.now }));
    const payload: RecordDelivery = { ...common, destination, body, objectKey: objectKeyOf(event, at) };
    at.effect({ kind: DELIVER_RECORD, source: `${DELIVER_RECORD}/${arn}`, payload });
  }
  if (deadLetterTarget !== undefined) {
    const payload: DeadLetter = {
      ...common,
      target: deadLetterTarget,
      body: Buffer.from(event.payload).toString("utf8"),
      requestId: event.requestId,
      ...errorOf(end),
    };
    at.effect({ kind: SEND_DEAD_LETTER, source: `${SEND_DEAD_LETTER}/${arn}`, payload });
  }
}

/** What the record is called in a bucket; drawn once, so that a delivery that is made twice leaves one object. */
function objectKeyOf({ name }: AsynchronousEvent, at: WriteScope): string {
  const [day = "", time = ""] = new Date(at.now).toISOString().slice(0, 19).split("T");
  return `aws/lambda/async/${name}/${day.replaceAll("-", "/")}/${day}T${time.replaceAll(":", ".")}-${uuid(at.random)}`;
}

function outcomeOf(end: EventEnd): "expired" | "throttled" | "failed" {
  if (end.condition === "EventAgeExceeded") return "expired";
  return end.condition === "ZeroReservedConcurrency" ? "throttled" : "failed";
}

function reasonOf(end: EventEnd): string {
  const why = end.result === undefined ? end.refusal?.message : failureReason(end.result.payload);
  return why === undefined ? `${end.condition}.` : `${end.condition}: ${why}`;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function invocationRecord(
  event: AsynchronousEvent,
  end: EventEnd,
  { arn, now }: { readonly arn: string; readonly now: number },
): unknown {
  const { result, refusal } = end;
  return {
    version: "1.0",
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: `${arn}:${event.qualifier === "" ? LATEST : event.qualifier}`,
      condition: end.condition,
      approximateInvokeCount: end.invokeCount,
    },
    requestPayload: jsonOf(event.payload),
    ...(refusal === undefined ? {} : { responseContext: { statusCode: refusal.statusCode } }),
    ...(result === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: result.executedVersion,
            ...(result.failed ? { functionError: "Unhandled" } : {}),
          },
          responsePayload: jsonOf(result.payload),
        }),
  };
}

function jsonOf(bytes: Uint8Array): unknown {
  const text = Buffer.from(bytes).toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    // Python functions may return bytes as they are; the record then holds them as text.
    return text;
  }
}

/** The attributes of a dead letter; an event that was never tried has none but its id. */
function errorOf(end: EventEnd): { readonly error?: { readonly code: string; readonly message: string } } {
  if (end.refusal !== undefined) {
    return { error: { code: String(end.refusal.statusCode), message: end.refusal.message } };
  }
  if (end.result === undefined) return {};
  const document = jsonOf(end.result.payload);
  const message =
    typeof document === "object" && document !== null && "errorMessage" in document
      ? String(document.errorMessage)
      : failureReason(end.result.payload);
  return { error: { code: "200", message: beginning(message) } };
}

/** The first 1 KB, cut between characters. */
function beginning(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= ERROR_MESSAGE_BYTES_MAX) return text;
  let end = ERROR_MESSAGE_BYTES_MAX;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end).toString("utf8");
}
