/** Forwarding what a put brought: the events that each filter of the group chooses, as durable effects in order of the stream. */
import type { EffectHandler } from "../../../platform/effects/effect-handler.ts";
import type { AsyncScope, Remarks, WriteScope } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { eventBytes, eventId } from "../event/event-row.ts";
import type { NumberedRow } from "../event/numbered-rows.ts";
import { parseFilterPattern } from "../filter-pattern/filter-pattern.ts";
import { findGroup, type Group, groupArn } from "../group/group.ts";
import { subscriptionFilters } from "../keyspaces.ts";
import {
  FORWARD_FIRST_PAUSE_MILLISECONDS,
  FORWARD_LONGEST_PAUSE_MILLISECONDS,
  FORWARD_MILLISECONDS_MAX,
  FORWARDED_BYTES_MAX,
} from "../limits.ts";
import type { Stream } from "../stream/stream.ts";
import { callAsGroup } from "./destination.ts";
import { type ForwardedEvent, subscriptionEvent } from "./subscription-event.ts";
import { subscriptionsOf } from "./subscription-store.ts";

/** The effect that brings events to a destination. */
export const FORWARD = "logs.forward";

export interface ForwardPayload {
  readonly groupId: number;
  readonly logGroup: string;
  readonly logStream: string;
  readonly filterName: string;
  readonly destinationArn: string;
  readonly logEvents: readonly ForwardedEvent[];
  /** The lineage record of the choice. */
  readonly cause: string;
}

/** Call it in the transaction that stores the rows. */
export function forward(rows: Iterable<NumberedRow>, to: { group: Group; stream: Stream }, at: WriteScope): void {
  const { group, stream } = to;
  const filters = subscriptionsOf(at, group.id);
  if (filters.length === 0) return;
  const events = [...rows].flatMap(({ timestamp, serial, messages }) =>
    messages.map((message, index): ForwardedEvent => {
      const place = { timestamp, serial, index, streamId: stream.id };
      return { id: eventId({ ...place, message, ingestedAt: at.now }), timestamp, message };
    }),
  );
  for (const { name, filterPattern, destinationArn } of filters) {
    const matches = parseFilterPattern(filterPattern);
    const chosen = events.filter((event) => matches(event.message));
    if (chosen.length === 0) continue;
    const resource = groupArn(group, group.name);
    const cause = at.record({ kind: "logs.subscription", resource, outcome: "ok", subject: name });
    for (const logEvents of portionsOf(chosen)) {
      const payload: ForwardPayload = {
        groupId: group.id,
        logGroup: group.name,
        logStream: stream.name,
        filterName: name,
        destinationArn,
        logEvents,
        cause,
      };
      at.effect({ kind: FORWARD, source: `${FORWARD}:${stream.id}:${name}`, payload });
    }
  }
}

/**
 * Brings events to their function. What can be tried again is tried for a day, as on AWS; what the function's service
 * refuses is dropped, and the story and the metrics say so.
 */
export const forwardEvents: EffectHandler = async (payload: ForwardPayload, at, run) => {
  const { destinationArn, cause, filterName, groupId } = payload;
  if (!at.read((read) => isStillThere(payload, findGroup(read, payload.logGroup)?.id === groupId, read))) return;
  const event = subscriptionEvent({
    owner: at.account,
    logGroup: payload.logGroup,
    logStream: payload.logStream,
    filterName,
    logEvents: payload.logEvents,
  });
  const as = callAsGroup({ logGroupName: payload.logGroup, destinationArn, cause }, at);
  try {
    const input = { FunctionName: destinationArn, InvocationType: "Event" as const, Payload: event.payload };
    await at.call(Lambda.Invoke, input, as);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const reason = `${destinationArn} answered ${error.code}: ${error.message}`;
    const story = { kind: "logs.forward", resource: destinationArn, reason, parent: cause, subject: filterName };
    const isLate = at.clock.now() - run.addedAt >= FORWARD_MILLISECONDS_MAX;
    if (error.retryable && !isLate) {
      at.record({ ...story, outcome: "retried" });
      emit(payload, [["DeliveryThrottling", 1, "Count"]], at);
      return { retryAt: at.clock.now() + pauseAfter(run.attempt) };
    }
    at.record({ ...story, outcome: "failed" });
    emit(payload, [["DeliveryErrors", 1, "Count"]], at);
    return;
  }
  emit(
    payload,
    [
      ["ForwardedLogEvents", payload.logEvents.length, "Count"],
      ["ForwardedBytes", event.compressedBytes, "Bytes"],
    ],
    at,
  );
};

/** A filter that was deleted, or sends somewhere else by now, forwards nothing more. */
function isStillThere(
  { groupId, filterName, destinationArn }: ForwardPayload,
  hasGroup: boolean,
  { tx }: Parameters<Parameters<AsyncScope["read"]>[0]>[0],
): boolean {
  return hasGroup && subscriptionFilters.get(tx, [groupId, filterName])?.destinationArn === destinationArn;
}

type Figure = readonly [name: string, value: number, unit: "Count" | "Bytes"];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html */
function emit(payload: ForwardPayload, figures: readonly Figure[], at: Remarks): void {
  const dimensions = {
    LogGroupName: payload.logGroup,
    DestinationType: "Lambda",
    FilterName: payload.filterName,
  };
  for (const [name, value, unit] of figures) at.metric({ namespace: "AWS/Logs", name, dimensions, value, unit });
}

/** Parts that a function can be given, whatever the events compress to. */
function* portionsOf(events: readonly ForwardedEvent[]): Generator<readonly ForwardedEvent[]> {
  let portion: ForwardedEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    const length = eventBytes(event.message);
    if (portion.length > 0 && bytes + length > FORWARDED_BYTES_MAX) {
      yield portion;
      portion = [];
      bytes = 0;
    }
    portion.push(event);
    bytes += length;
  }
  yield portion;
}

/** Doubles from try to try, up to a bound. */
function pauseAfter(attempt: number): number {
  return Math.min(
    FORWARD_FIRST_PAUSE_MILLISECONDS * 2 ** Math.min(attempt - 1, 20),
    FORWARD_LONGEST_PAUSE_MILLISECONDS,
  );
}
