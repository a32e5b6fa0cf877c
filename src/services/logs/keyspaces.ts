/** What CloudWatch Logs stores: key order and value of every kind of row. */
import { number, text } from "../../store/key.ts";
import { keyspace } from "../../store/keyspace.ts";
import { nothing, record } from "../../store/value-codec.ts";
import type { EventRow } from "./event/event-row.ts";
import type { GroupRecord, GroupTally } from "./group/group-record.ts";
import type { StreamRecord } from "./stream/stream-record.ts";
import type { SubscriptionRecord } from "./subscription/subscription-record.ts";

/** The next number of something, by what it numbers. */
export const numbers = keyspace("logs/numbers", { key: [text], value: record<number>() });

/** Log groups: account, region, name. */
export const groups = keyspace("logs/groups", { key: [text, text, text], value: record<GroupRecord>() });

/** What changes with each put: group. */
export const groupTallies = keyspace("logs/group-tallies", { key: [number], value: record<GroupTally>() });

/** Log streams: group, name. */
export const streams = keyspace("logs/streams", { key: [number, text], value: record<StreamRecord>() });

/** Log streams by the time of their last event, 0 while they have none: group, time, name. */
export const streamsByLastEvent = keyspace("logs/streams-by-last-event", {
  key: [number, number, text],
  value: nothing,
});

/** The name of each stream that is there: stream. An event whose stream has no name here was deleted with it. */
export const streamNames = keyspace("logs/stream-names", { key: [number], value: record<string>() });

/**
 * Events; those of one put that have the same timestamp share a row: stream, timestamp, serial number of the put's row
 * in its group. So the order of rows is the order in which events are read, and a put costs the same at any backlog.
 */
export const events = keyspace("logs/events", { key: [number, number, number], value: record<EventRow>() });

/** Which stream each row of events is of: group, timestamp, serial number. Groups are searched, and expire, in this order. */
export const groupEvents = keyspace("logs/group-events", { key: [number, number, number], value: record<number>() });

/** Subscription filters: group, name. */
export const subscriptionFilters = keyspace("logs/subscription-filters", {
  key: [number, text],
  value: record<SubscriptionRecord>(),
});
